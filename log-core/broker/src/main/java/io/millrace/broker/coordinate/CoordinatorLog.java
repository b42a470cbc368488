package io.millrace.broker.coordinate;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.broker.partition.Partition;
import io.millrace.coordinator.replay.CommitLog;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.CorruptBatch;
import io.millrace.wire.record.EndMarker;
import io.millrace.wire.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A coordinator's records in a partition: written as one batch a decision, read back at start. <i>Loop-owned.</i> */
public final class CoordinatorLog<R> implements CommitLog<R> {
    private static final int READ_BYTES = 1 << 20;
    private static final int FIRST_BYTES = 4 << 10;
    private static final int MOST_BYTES = 256 << 20;

    private final Partition partition;
    private final Loop loop;
    private final Function<R, byte @Nullable []> key;
    private final Function<R, byte @Nullable []> value;
    private final Function<R, @Nullable InTransaction> transaction;
    private final Clock clock;
    private final BatchWriter writer = new BatchWriter(FIRST_BYTES, MOST_BYTES);

    /** Of records that lie in no transaction. */
    public CoordinatorLog(
            Partition partition,
            Loop loop,
            Function<R, byte @Nullable []> key,
            Function<R, byte @Nullable []> value,
            Clock clock) {
        this(partition, loop, key, value, record -> null, clock);
    }

    /** The transaction is the same for all records of one decision. */
    CoordinatorLog(
            Partition partition,
            Loop loop,
            Function<R, byte @Nullable []> key,
            Function<R, byte @Nullable []> value,
            Function<R, @Nullable InTransaction> transaction,
            Clock clock) {
        this.partition = partition;
        this.loop = loop;
        this.key = key;
        this.value = value;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Of which transaction a record is, or that it is the marker that ends it. <i>Immutable.</i>
     *
     * @param marker whether it is the marker
     */
    public record InTransaction(long producerId, short epoch, boolean marker) {}

    /** Takes one record while the log is read. */
    @FunctionalInterface
    public interface Reader {
        /** With the transaction that it is of, null for none. */
        void record(
                long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value, @Nullable InTransaction transaction)
                throws IOException;
    }

    @Override
    public long append(List<R> records) {
        long nowMs = clock.wallMs();
        writer.begin();
        for (R each : records) {
            Check.that(writer.append(nowMs, key.apply(each), value.apply(each)), "a decision is too large to store");
        }
        InTransaction of = transaction.apply(records.get(0));
        ByteBuffer batch = of == null
                ? writer.finish(-1, (short) -1, -1, Compression.NONE, false)
                : writer.finish(of.producerId(), of.epoch(), -1, Compression.NONE, true);
        if (of != null && of.marker()) {
            EndMarker.control(batch);
        }
        long end = partition.appendOwn(batch);
        writer.recycle(batch);
        return end;
    }

    /** Reads everything below the high watermark; {@code done} gets null, or why it cannot be read. */
    public void read(Reader reader, Consumer<@Nullable Throwable> done) {
        readFrom(partition.startOffset(), reader, done);
    }

    private void readFrom(long offset, Reader reader, Consumer<@Nullable Throwable> done) {
        if (offset >= partition.highWatermark()) {
            done.accept(null);
            return;
        }
        partition.read(offset, READ_BYTES, (slices, failure) -> {
            if (slices == null) {
                done.accept(failure);
                return;
            }
            long next;
            try {
                next = take(slices, offset, reader);
            } catch (IOException | CorruptBatch e) {
                done.accept(e);
                return;
            }
            if (next <= offset) {
                done.accept(new IOException(partition.id() + " cannot be read from offset " + offset));
                return;
            }
            // Posted, so that a long log read from memory does not deepen the stack.
            loop.execute(() -> readFrom(next, reader, done));
        });
    }

    private long take(List<ByteBuffer> slices, long from, Reader reader) throws IOException {
        BatchCursor batches = new BatchCursor();
        RecordCursor records = new RecordCursor();
        long next = from;
        for (ByteBuffer slice : slices) {
            batches.over(slice);
            while (batches.next()) {
                next = batches.lastOffset() + 1;
                if (batches.isControl() && batches.producerId() < 0) {
                    continue;
                }
                InTransaction of = batches.isTransactional()
                        ? new InTransaction(batches.producerId(), batches.producerEpoch(), batches.isControl())
                        : null;
                records.over(slice, batches.position());
                while (records.next()) {
                    if (records.offset() >= from) {
                        reader.record(
                                records.offset(),
                                slice(records, records.keyPosition(), records.keySize()),
                                slice(records, records.valuePosition(), records.valueSize()),
                                of);
                    }
                }
            }
        }
        return next;
    }

    private static @Nullable ByteBuffer slice(RecordCursor records, int position, int size) {
        return size < 0 ? null : records.buffer().slice(position, size);
    }
}
