package io.millrace.streams.processor;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Where the record being processed came from. */
public interface RecordContext {
    /** The topic it was read from; null when it does not stem from a record. */
    @Nullable
    String topic();

    /** The partition it was read from; -1 when it does not stem from a record. */
    int partition();

    /** Its offset there; -1 when it does not stem from a record. */
    long offset();

    /** Its time in milliseconds. */
    long timestamp();

    /** Its headers. */
    Headers headers();
}
