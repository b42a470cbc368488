package io.millrace.client.produce;

import io.millrace.client.metadata.Metadata;
import java.util.Arrays;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/** One topic's way into an {@link Appender}: the same rules, without a look-up or an object a record. <i>Loop-owned.</i> */
public final class TopicAppender {
    /** In place of a partition: murmur2 of the key as Kafka's default; without a key, one partition a batch's worth. */
    public static final int BY_KEY = -1;

    private static final byte[] NONE = {};
    /** Lengths, deltas and attributes of a record take at most so much. */
    private static final int RECORD_OVERHEAD = 36;

    private final Appender appender;
    private final Metadata metadata;
    private final String name;
    private @Nullable PartitionQueue[] queues = new PartitionQueue[0];
    private int sticky = -1;
    private boolean stickyUsed;

    TopicAppender(Appender appender, Metadata metadata, String name) {
        this.appender = appender;
        this.metadata = metadata;
        this.name = name;
    }

    /** The topic. */
    public String name() {
        return name;
    }

    /** Partitions of the topic, or -1 while not known; then it is being asked for. */
    public int partitionCount() {
        return metadata.partitionCount(name);
    }

    /** Whether batches of the partition wait to be sent, so that another one had better go on filling. */
    public boolean isBackedUp(int partition) {
        return !queue(partition).isEmpty();
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
        int bytes = RECORD_OVERHEAD + Math.max(0, keySize) + Math.max(0, valueSize) + headersSize;
        if (!appender.hasRoom(bytes)) {
            return false;
        }
        int to = partition == BY_KEY ? choose(key, keyPosition, keySize) : partition;
        if (to < 0) {
            return false;
        }
        PartitionQueue queue = queue(to);
        Batch batch = appender.openBatch(queue);
        int before = batch.writer.sizeInBytes();
        if (!batch.writer.append(
                timestamp,
                key,
                keyPosition,
                keySize,
                value,
                valuePosition,
                valueSize,
                headers,
                headersPosition,
                headersSize,
                headerCount)) {
            appender.close(batch);
            batch = appender.openBatch(queue);
            before = batch.writer.sizeInBytes();
            batch.writer.append(
                    timestamp,
                    key,
                    keyPosition,
                    keySize,
                    value,
                    valuePosition,
                    valueSize,
                    headers,
                    headersPosition,
                    headersSize,
                    headerCount);
        }
        if (done != null) {
            batch.callback(done);
        }
        appender.appended(batch, batch.writer.sizeInBytes() - before);
        return true;
    }

    /** As above without headers; key and value as whole arrays. */
    public boolean append(
            int partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable AppendCallback done) {
        return append(
                partition,
                timestamp,
                key == null ? NONE : key,
                0,
                key == null ? -1 : key.length,
                value == null ? NONE : value,
                0,
                value == null ? -1 : value.length,
                NONE,
                0,
                0,
                0,
                done);
    }

    private int choose(byte[] key, int keyPosition, int keySize) {
        int count = metadata.partitionCount(name);
        if (count <= 0) {
            ApiException refusal = metadata.refusal(name);
            if (refusal != null) {
                throw refusal;
            }
            appender.awaitsPartitions();
            return -1;
        }
        if (keySize >= 0) {
            return Partitioners.forKey(key, keyPosition, keySize, count);
        }
        if (sticky < 0 || stickyUsed && queue(sticky).open == null) {
            sticky = appender.random(count);
        }
        stickyUsed = true;
        return sticky;
    }

    PartitionQueue queue(int partition) {
        if (partition >= queues.length) {
            queues = Arrays.copyOf(queues, Math.max(partition + 1, metadata.partitionCount(name)));
        }
        PartitionQueue queue = queues[partition];
        if (queue == null) {
            queue = new PartitionQueue(this, partition, appender.maxInFlightOfPartition());
            queues[partition] = queue;
        }
        return queue;
    }
}
