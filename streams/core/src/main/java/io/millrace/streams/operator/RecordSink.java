package io.millrace.streams.operator;

import org.jspecify.annotations.Nullable;

/**
 * Where a task's output records go. Called on the task's own thread, in the middle of its push chain; every array is
 * only lent for the call, so an implementation copies what it keeps (into a batch, as a rule). <i>Loop-owned.</i>
 */
public interface RecordSink {
    /** The partition of a record that any partition may take. */
    int ANY_PARTITION = -1;

    /**
     * Takes one record. It is never refused: an implementation that is out of memory keeps the record aside and says so
     * by {@link #full()}, which is asked before the next input record.
     *
     * @param topic the full name of the topic
     * @param partition the partition, or {@link #ANY_PARTITION} for a record without a key and without a partitioner
     * @param keySize bytes of the key, -1 for null
     * @param valueSize bytes of the value, -1 for null
     * @param rawHeaders the headers as in a v2 record, without their count; null when there are none
     */
    void send(
            String topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            int keyPosition,
            int keySize,
            byte @Nullable [] value,
            int valuePosition,
            int valueSize,
            byte @Nullable [] rawHeaders,
            int headersPosition,
            int headersSize,
            int headerCount);

    /** Number of partitions of a topic that the task writes; it must be known before the task starts. */
    int partitionCount(String topic);

    /** Whether the task shall pause before its next input record. */
    boolean full();
}
