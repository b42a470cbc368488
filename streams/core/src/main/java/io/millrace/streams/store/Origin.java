package io.millrace.streams.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a change came from: what a buffered cell keeps of the record that changed it last, so that the record of its
 * flush carries the same context. <i>Loop-owned</i>, and overwritten by its owner: copy the fields.
 */
public final class Origin {
    /** Timestamp of the record. */
    public long timestamp;
    /** Topic of the source partition, null when there is none. */
    public @Nullable String topic;
    /** Number of the source partition. */
    public int partition;
    /** Offset of the source record. */
    public long offset;
    /** Raw headers, an array of their own; null when there are none. */
    public byte @Nullable [] headers;
    /** Number of headers. */
    public int headerCount;

    void set(Origin other) {
        timestamp = other.timestamp;
        topic = other.topic;
        partition = other.partition;
        offset = other.offset;
        headers = other.headers;
        headerCount = other.headerCount;
    }
}
