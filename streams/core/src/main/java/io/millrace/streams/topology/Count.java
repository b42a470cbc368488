package io.millrace.streams.topology;

import io.millrace.streams.kstream.Aggregator;
import io.millrace.streams.kstream.Initializer;

/** Counting, as an aggregation that the engine can recognise. *Immutable.* */
public final class Count {
    /** From zero. */
    public static final Initializer<Object> FROM_ZERO = () -> 0L;

    /** One more for each record. */
    public static final Aggregator<Object, Object, Object> ADD_ONE = (key, value, count) -> (Long) count + 1;

    private Count() {}
}
