package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** How two values of one key become one. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface Reducer<V> {
    /** What follows from the value so far and the new one; null forgets the key. */
    V apply(V value1, V value2);
}
