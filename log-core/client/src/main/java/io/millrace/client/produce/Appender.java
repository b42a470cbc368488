package io.millrace.client.produce;

import io.millrace.client.call.CallContext;
import io.millrace.client.call.Done;
import io.millrace.client.call.Part;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.transact.Transactions;
import io.millrace.wire.record.BatchWriter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to topics: builds batches in place, one open batch a partition, and delivers them in order, idempotent
 * by default. A record is copied into its batch before append returns, so the caller keeps its arrays. <i>Loop-owned:</i>
 * every method is called on the client's loop, every callback runs there. Nothing is sent before the loop is turned.
 */
public final class Appender implements Part {
    /** A batch begins with at most so much memory and grows from there. */
    private static final int LARGEST_BEGINNING = 1 << 16;

    private final CallContext context;
    private final Metadata metadata;
    private final AppendConfig config;
    private final Sender sender;
    private final @Nullable Transactions transactions;
    private final Map<String, TopicAppender> topics = new HashMap<>();
    private final ArrayDeque<BatchWriter> idleWriters = new ArrayDeque<>();
    private final RawHeaders rawHeaders = new RawHeaders();
    private final Runnable forget;
    private long bufferedBytes;
    private long batchesOpened;
    private boolean awaitsMemory;
    private boolean awaitsPartitions;
    private @Nullable Runnable onRoom;
    private @Nullable Throwable firstFailure;
    private boolean closed;

    /** Without a producer id yet; {@link io.millrace.client.LogClient} makes it. */
    public Appender(CallContext context, Metadata metadata, AppendConfig config) {
        this.context = context;
        this.metadata = metadata;
        this.config = config;
        this.sender = new Sender(context, metadata, config, new Ends());
        this.transactions = sender.transactions();
        this.forget = metadata.onUpdate(this::heard);
    }

    /** The topic's appender, always the same one for a name; keep it, it saves a look-up a record. */
    public TopicAppender topic(String name) {
        return topics.computeIfAbsent(name, n -> new TopicAppender(this, metadata, n));
    }

    /**
     * Copies one record into the open batch of its partition.
     *
     * @param partition its number, or {@link TopicAppender#BY_KEY}
     * @return false when nothing was taken: {@code buffer.memory} is full, or the partition count that BY_KEY needs is
     *     not known yet. Turn the loop and try again; {@link #onRoom} tells when.
     * @throws RecordTooLargeException when it can never be taken
     * @throws RuntimeException the sticky {@link #failure}
     */
    public boolean append(
            String topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Header @Nullable [] headers,
            @Nullable AppendCallback done) {
        RawHeaders raw = rawHeaders.of(headers);
        return topic(topic)
                .append(
                        partition,
                        timestamp,
                        key == null ? RawHeaders.NONE : key,
                        0,
                        key == null ? -1 : key.length,
                        value == null ? RawHeaders.NONE : value,
                        0,
                        value == null ? -1 : value.length,
                        raw.bytes(),
                        0,
                        raw.sizeInBytes(),
                        raw.count(),
                        done);
    }

    /**
     * Takes a whole batch that was written elsewhere: the writer is this appender's until the callback has told of each
     * record. It counts neither against {@code buffer.memory} nor against the size of a record, which are the caller's to
     * keep, and does not linger.
     */
    public void hand(String topic, int partition, BatchWriter full, BatchCallback done) {
        checkUsable();
        sender.handed(Batch.handed(topic(topic).queue(partition), batchesOpened++, context.nanos(), full, done));
    }

    /** The transactions that this appender's records are part of; only with a {@code transactional.id}. */
    public Transactions transactions() {
        if (transactions == null) {
            throw new IllegalStateException("this producer has no transactional.id, and so no transactions");
        }
        return transactions;
    }

    /**
     * Sends what is open without waiting for {@code linger.ms}, and tells when every record appended before this call is
     * acknowledged or has failed: null when none failed since the last flush was told, else the first failure.
     */
    public void flush(Done done) {
        Flush flush = new Flush(() -> tellFlushed(done));
        sender.flush(flush);
        if (flush.awaitsNothing()) {
            context.loop().execute(() -> tellFlushed(done));
        }
    }

    /** Runs on the loop each time that memory or metadata became free after an append was refused. One listener. */
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** Bytes of records taken and not yet acknowledged or failed. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** Why this appender can go on no more (every later append throws it), or null. A new appender may begin anew. */
    public @Nullable Throwable failure() {
        return sender.failure();
    }

    /** Fails what is not acknowledged, and takes no more; flush before it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            forget.run();
            sender.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Whether a record of so many bytes can be taken now. */
    boolean hasRoom(int bytes) {
        checkUsable();
        if (bytes > config.maxRequestBytes()) {
            throw new RecordTooLargeException("a record of up to " + bytes + " bytes is larger than max.request.size="
                    + config.maxRequestBytes());
        }
        if (bufferedBytes > 0 && bufferedBytes + bytes > config.bufferMemoryBytes()) {
            awaitsMemory = true;
            return false;
        }
        return true;
    }

    private void checkUsable() {
        Throwable failure = sender.failure();
        if (failure != null || closed) {
            throw failure instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(closed ? "the appender is closed" : "the appender failed", failure);
        }
        if (transactions != null) {
            transactions.checkOpen();
        }
    }

    void awaitsPartitions() {
        awaitsPartitions = true;
    }

    /** The partition's open batch, a new one if it has none. */
    Batch openBatch(PartitionQueue queue) {
        Batch open = queue.open;
        if (open != null) {
            return open;
        }
        BatchWriter writer = idleWriters.poll();
        if (writer == null) {
            int largest = Math.max(config.batchSizeBytes(), 1);
            writer = new BatchWriter(Math.min(largest, LARGEST_BEGINNING) + 64, largest);
        }
        Batch batch = new Batch(queue, batchesOpened++, context.nanos(), writer.begin(), false);
        queue.open = batch;
        sender.opened(batch);
        return batch;
    }

    void appended(Batch batch, int bytes) {
        // The header is charged with the first record.
        int charge = batch.chargedBytes == 0 ? batch.writer.sizeInBytes() : bytes;
        batch.chargedBytes += charge;
        bufferedBytes += charge;
        if (batch.writer.sizeInBytes() >= config.batchSizeBytes()) {
            close(batch);
        }
    }

    void close(Batch batch) {
        sender.complete(batch);
    }

    int random(int bound) {
        return context.rng().nextInt(bound);
    }

    int maxInFlightOfPartition() {
        // Without sequence numbers only one on the way keeps the order.
        return config.idempotent() ? config.maxInFlight() : 1;
    }

    private void ended(Batch batch, @Nullable Throwable failure, Runnable tell) {
        bufferedBytes -= batch.chargedBytes;
        if (failure != null && firstFailure == null) {
            firstFailure = failure;
        }
        if (!batch.lent && idleWriters.size() * (long) config.batchSizeBytes() < config.bufferMemoryBytes()) {
            idleWriters.push(batch.writer);
        }
        tell.run();
        if (awaitsMemory) {
            awaitsMemory = false;
            tellRoom();
        }
    }

    private void tellFlushed(Done done) {
        Throwable failure = firstFailure;
        firstFailure = null;
        done.done(failure);
    }

    private void heard() {
        if (awaitsPartitions) {
            awaitsPartitions = false;
            tellRoom();
        }
    }

    private void tellRoom() {
        Runnable listener = onRoom;
        if (listener != null && !closed) {
            context.loop().execute(listener);
        }
    }

    private final class Ends implements Sender.Ended {
        @Override
        public void ended(Batch batch, @Nullable Throwable failure, Runnable tell) {
            Appender.this.ended(batch, failure, tell);
        }

        @Override
        public void forgetFailures() {
            firstFailure = null;
        }

        @Override
        public void flush(Done done) {
            Appender.this.flush(done);
        }
    }
}
