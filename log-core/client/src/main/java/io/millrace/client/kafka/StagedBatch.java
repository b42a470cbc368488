package io.millrace.client.kafka;

import io.millrace.client.produce.BatchCallback;
import io.millrace.wire.record.BatchWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A batch that senders fill and the loop takes over when it is full or its time has come. Filled under the staging's
 * lock; ended on the loop, after which its outcome is for <i>any thread</i>.
 */
final class StagedBatch implements BatchCallback {
    final Staging.Lane lane;
    final BatchWriter writer;
    final long openedNanos;
    /** Bytes of buffer.memory that it holds. */
    long chargedBytes;
    /** Bytes when it was closed. */
    int sizeInBytes;

    private final Listener listener;
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Part> parts = new ArrayList<>(1);
    private final List<SendFuture> listening = new ArrayList<>(0);
    private int recordCount;
    private int ended;

    StagedBatch(Staging.Lane lane, BatchWriter writer, long openedNanos, Listener listener) {
        this.lane = lane;
        this.writer = writer;
        this.openedNanos = openedNanos;
        this.listener = listener;
    }

    TopicPartition partition() {
        return lane.partition;
    }

    int recordCount() {
        return recordCount;
    }

    /** Counts a record that was written; it is kept only when somebody listens for its end. */
    void add(SendFuture record, boolean listens) {
        recordCount++;
        if (listens) {
            listening.add(record);
        }
    }

    @Override
    public void ended(int firstRecord, int count, long baseOffset, long appendTimeMs, @Nullable Throwable failure) {
        Part part = new Part(firstRecord, count, baseOffset, appendTimeMs, failure == null ? null : told(failure));
        parts.add(part);
        ended += count;
        for (SendFuture record : listening) {
            if (part.holds(record.index)) {
                listener.ended(record, metadata(record, part), part.failure);
            }
        }
        if (ended == recordCount) {
            listening.clear();
            done.countDown();
        }
        listener.ended(this, part);
    }

    /** Fails what was never handed on. */
    void fail(Throwable why) {
        ended(0, recordCount, -1, -1, why);
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    void await() throws InterruptedException {
        done.await();
    }

    boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return done.await(timeout, unit);
    }

    RecordMetadata outcome(SendFuture record) throws ExecutionException {
        for (Part part : parts) {
            if (part.holds(record.index)) {
                if (part.failure != null) {
                    throw new ExecutionException(part.failure);
                }
                return metadata(record, part);
            }
        }
        throw new IllegalStateException("record " + record.index + " of " + partition() + " has no outcome");
    }

    private RecordMetadata metadata(SendFuture record, Part part) {
        if (part.failure != null) {
            return new RecordMetadata(partition(), -1, -1, -1, -1, -1);
        }
        return new RecordMetadata(
                partition(),
                part.baseOffset,
                part.baseOffset < 0 ? 0 : record.index - part.firstRecord,
                part.appendTimeMs >= 0 ? part.appendTimeMs : record.timestamp,
                record.keySize,
                record.valueSize);
    }

    private static Exception told(Throwable failure) {
        if (failure instanceof IllegalStateException) {
            return new KafkaException("the producer was closed before the record was sent", failure);
        }
        return failure instanceof Exception known ? known : new KafkaException(failure);
    }

    /** Hears of ends, on the loop. */
    interface Listener {
        /** One record that somebody listens for. */
        void ended(SendFuture record, RecordMetadata metadata, @Nullable Exception failure);

        /** A part of a batch, or all of it. */
        void ended(StagedBatch batch, Part part);
    }

    /** So many records with one fate. <i>Immutable.</i> */
    record Part(
            int firstRecord,
            int count,
            long baseOffset,
            long appendTimeMs,
            @Nullable Exception failure) {
        boolean holds(int index) {
            return index >= firstRecord && index < firstRecord + count;
        }
    }
}
