package io.millrace.client.kafka;

import io.millrace.client.metadata.TopicInfo;
import io.millrace.wire.record.BatchWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads that send meet the loop: records are written into open batches here, and the loop is woken for whole
 * batches only. <i>Any thread;</i> guarded by its own lock, which is never held while anybody is called back or anything
 * is compressed or sent.
 */
final class Staging {
    private static final int LARGEST_BEGINNING = 1 << 16;
    /** Lengths, deltas and attributes of a record take at most so much. */
    private static final int RECORD_OVERHEAD = 36;

    private static final int IDLE_WRITERS = 64;
    /** In place of a deadline: max.block.ms from when the waiting begins. */
    static final long NO_DEADLINE = 0;

    private final ProducerSettings settings;
    private final StagedBatch.Listener listener;
    private final Runnable wake;
    private final Map<String, TopicLanes> topics = new HashMap<>();
    private final ArrayDeque<StagedBatch> full = new ArrayDeque<>();
    /** With an open batch, oldest first. */
    private final ArrayDeque<Lane> open = new ArrayDeque<>();

    private final ArrayDeque<BatchWriter> idleWriters = new ArrayDeque<>();
    private @Nullable TopicLanes last;
    private long usedBytes;
    private int waiting;
    private boolean awake;
    private boolean closed;

    /** Wake runs under the lock, so it only posts. */
    Staging(ProducerSettings settings, StagedBatch.Listener listener, Runnable wake) {
        this.settings = settings;
        this.listener = listener;
        this.wake = wake;
    }

    /** The most that a record takes of buffer.memory and of a request. */
    static int sizeOf(byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        int size = RECORD_OVERHEAD + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (Header header : headers) {
            byte[] content = header.value();
            size += 10 + header.key().length() * 3 + (content == null ? 0 : content.length);
        }
        return size;
    }

    /**
     * Writes a record into the open batch of its partition.
     *
     * @param partition -1 to have one chosen that serves for a batch's worth of records
     * @param deadlineNanos how long memory is waited for, or NO_DEADLINE
     * @throws BufferExhaustedException when there is no memory until then
     */
    synchronized SendFuture stage(
            TopicInfo topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Header[] headers,
            int sizeBytes,
            @Nullable Callback callback,
            @Nullable Headers listenedHeaders,
            long deadlineNanos)
            throws InterruptedException {
        await(sizeBytes, deadlineNanos);
        TopicLanes lanes = lanes(topic.name());
        int to = partition >= 0 ? partition : lanes.sticky(topic, sizeBytes, settings);
        Lane lane = lanes.lane(to);
        StagedBatch batch = openBatch(lane);
        if (!batch.writer.append(timestamp, key, value, headers)) {
            close(lane);
            batch = openBatch(lane);
            batch.writer.append(timestamp, key, value, headers);
        }
        SendFuture record = new SendFuture(
                batch,
                batch.recordCount(),
                timestamp,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                callback,
                listenedHeaders);
        batch.add(record, callback != null || listenedHeaders != null);
        batch.chargedBytes += sizeBytes;
        usedBytes += sizeBytes;
        if (batch.writer.sizeInBytes() >= settings.batchSizeBytes) {
            close(lane);
        }
        return record;
    }

    /**
     * Loop-owned: what is to be sent now, in order of closing.
     *
     * @param all whether linger counts for nothing
     * @param backedUp whether a partition's batches wait already, so that its open one had better go on filling
     */
    synchronized List<StagedBatch> take(long nowNanos, boolean all, Predicate<TopicPartition> backedUp) {
        awake = false;
        List<Lane> ripe = new ArrayList<>();
        for (Lane lane : open) {
            StagedBatch batch = lane.batch;
            if (batch == null || !all && batch.openedNanos + settings.lingerNanos - nowNanos > 0) {
                break;
            }
            if (all || !backedUp.test(lane.partition)) {
                ripe.add(lane);
            }
        }
        ripe.forEach(this::close);
        List<StagedBatch> taken = new ArrayList<>(full);
        full.clear();
        return taken;
    }

    /** Loop-owned: when the oldest open batch is ripe, or -1 when there is none. */
    synchronized long ripeNanos() {
        Lane oldest = open.peek();
        StagedBatch batch = oldest == null ? null : oldest.batch;
        return batch == null ? -1 : batch.openedNanos + settings.lingerNanos;
    }

    /** Loop-owned: the batch has ended, its memory and writer are free. */
    synchronized void release(StagedBatch batch) {
        usedBytes -= batch.chargedBytes;
        batch.lane.unended--;
        if (idleWriters.size() < IDLE_WRITERS) {
            idleWriters.push(batch.writer);
        }
        if (waiting > 0) {
            notifyAll();
        }
    }

    synchronized long usedBytes() {
        return usedBytes;
    }

    synchronized int waiting() {
        return waiting;
    }

    /** Takes no more; who waits for memory is sent away. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    @SuppressWarnings("ReferenceEquality")
    private TopicLanes lanes(String topic) {
        TopicLanes lanes = last;
        // Most producers write to one topic, under one string.
        if (lanes == null || lanes.topic != topic) {
            lanes = topics.computeIfAbsent(topic, TopicLanes::new);
            last = lanes;
        }
        return lanes;
    }

    private void await(int sizeBytes, long deadlineNanos) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
        if (usedBytes == 0 || usedBytes + sizeBytes <= settings.bufferMemoryBytes) {
            return;
        }
        long deadline = deadlineNanos != NO_DEADLINE
                ? deadlineNanos
                : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.maxBlockMs);
        waiting++;
        try {
            while (usedBytes > 0 && usedBytes + sizeBytes > settings.bufferMemoryBytes) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new BufferExhaustedException("no room for " + sizeBytes + " bytes within max.block.ms="
                            + settings.maxBlockMs + ": of buffer.memory=" + settings.bufferMemoryBytes + " bytes "
                            + (settings.bufferMemoryBytes - usedBytes) + " are free");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
                if (closed) {
                    throw new KafkaException("the producer was closed while a record waited for room");
                }
            }
        } finally {
            waiting--;
        }
    }

    private StagedBatch openBatch(Lane lane) {
        StagedBatch batch = lane.batch;
        if (batch != null) {
            return batch;
        }
        BatchWriter writer = idleWriters.poll();
        if (writer == null) {
            int beginning = Math.min(settings.batchSizeBytes, LARGEST_BEGINNING) + 64;
            writer = new BatchWriter(beginning, settings.batchSizeBytes);
        }
        batch = new StagedBatch(lane, writer.begin(), System.nanoTime(), listener);
        lane.batch = batch;
        lane.unended++;
        open.add(lane);
        if (settings.lingerNanos == 0 || open.size() == 1) {
            wake();
        }
        return batch;
    }

    private void close(Lane lane) {
        StagedBatch batch = lane.batch;
        if (batch == null) {
            return;
        }
        lane.batch = null;
        open.remove(lane);
        batch.sizeInBytes = batch.writer.sizeInBytes();
        full.add(batch);
        wake();
    }

    private void wake() {
        if (!awake) {
            awake = true;
            wake.run();
        }
    }

    /** One partition's open batch. Guarded by the staging's lock. */
    static final class Lane {
        final TopicPartition partition;
        private @Nullable StagedBatch batch;
        private int unended;

        private Lane(TopicPartition partition) {
            this.partition = partition;
        }
    }

    /** One topic's lanes, and the partition that records without key go to. Guarded by the staging's lock. */
    private static final class TopicLanes {
        private final String topic;
        private @Nullable Lane[] lanes = new Lane[0];
        private int sticky = -1;
        private int stickyBytes;

        private TopicLanes(String topic) {
            this.topic = topic;
        }

        private Lane lane(int partition) {
            if (partition >= lanes.length) {
                lanes = Arrays.copyOf(lanes, partition + 1);
            }
            Lane lane = lanes[partition];
            if (lane == null) {
                lane = new Lane(new TopicPartition(topic, partition));
                lanes[partition] = lane;
            }
            return lane;
        }

        private int sticky(TopicInfo info, int sizeBytes, ProducerSettings settings) {
            if (sticky < 0 || sticky >= info.partitionCount() || stickyBytes >= settings.batchSizeBytes) {
                sticky = StickyChoice.next(info, settings.adaptive, this::unended);
                stickyBytes = 0;
            }
            stickyBytes += sizeBytes;
            return sticky;
        }

        private int unended(int partition) {
            return lane(partition).unended;
        }
    }
}
