package io.millrace.client.produce;

import org.jspecify.annotations.Nullable;

/** One topic's way into an {@link Appender}: the same rules, without a look-up or an object a record. <i>Loop-owned.</i> */
public final class TopicAppender {
    /** In place of a partition: murmur2 of the key as Kafka's default; without a key, one partition a batch's worth. */
    public static final int BY_KEY = -1;

    TopicAppender() {}

    /** Partitions of the topic, or -1 while not known; then it is being asked for. */
    public int partitionCount() {
        throw new UnsupportedOperationException();
    }

    /**
     * Copies one record, given as slices, into the open batch of its partition. See {@link Appender#append}.
     *
     * @param partition its number, or {@link #BY_KEY}
     * @param key holds the key; ignored when the size is -1
     * @param keySize -1 for a null key
     * @param value holds the value; ignored when the size is -1
     * @param valueSize -1 for a null value
     * @param headers holds the headers as in the v2 record, without their count; ignored when the count is 0
     */
    public boolean append(
            int partition,
            long timestamp,
            byte[] key,
            int keyPosition,
            int keySize,
            byte[] value,
            int valuePosition,
            int valueSize,
            byte[] headers,
            int headersPosition,
            int headersSize,
            int headerCount,
            @Nullable AppendCallback done) {
        throw new UnsupportedOperationException();
    }

    /** As above without headers; key and value as whole arrays. */
    public boolean append(
            int partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable AppendCallback done) {
        throw new UnsupportedOperationException();
    }
}
