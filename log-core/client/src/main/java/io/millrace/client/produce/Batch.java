package io.millrace.client.produce;

import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One batch of one partition, from its first record to its end. Its bytes are written once and sent unchanged as often as
 * it takes; only a new producer epoch makes new ones. <i>Loop-owned.</i>
 *
 * <pre>
 * OPEN --full, linger over, flush--> CLOSED --send--> IN FLIGHT --error that passes--> CLOSED
 * IN FLIGHT --acknowledged--> DONE;  any --failed, too late--> DONE
 * </pre>
 */
final class Batch {
    /** Where a v2 batch keeps these, and where its CRC begins. */
    private static final int CRC = 17;

    private static final int ATTRIBUTES = 21;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;
    private static final int NO_SEQUENCE = -1;

    final PartitionQueue queue;
    final long number;
    final long createdNanos;
    final BatchWriter writer;
    /** Bytes of buffer.memory that it holds. */
    int chargedBytes;

    int attempts;
    boolean closed;
    boolean inFlight;
    boolean done;
    private @Nullable ByteBuffer bytes;
    private int recordCount;
    private int sequence = NO_SEQUENCE;
    /** Where its first record stood in the batch that it was split from. */
    private int firstRecord;

    private @Nullable BatchCallback listener;
    private @Nullable Callbacks callbacks;
    private @Nullable List<Flush> flushes;

    /** Whether the writer is another's. */
    final boolean lent;

    Batch(PartitionQueue queue, long number, long createdNanos, BatchWriter writer, boolean lent) {
        this.lent = lent;
        this.queue = queue;
        this.number = number;
        this.createdNanos = createdNanos;
        this.writer = writer;
    }

    /** One that is complete, and was made elsewhere. */
    static Batch handed(
            PartitionQueue queue, long number, long createdNanos, BatchWriter full, BatchCallback listener) {
        Batch batch = new Batch(queue, number, createdNanos, full, true);
        batch.listener = listener;
        batch.closed = true;
        return batch;
    }

    int recordCount() {
        return bytes == null ? writer.recordCount() : recordCount;
    }

    /** Remembers who wants to hear of the record that was appended last. */
    void callback(AppendCallback callback) {
        Callbacks all = callbacks;
        if (all == null) {
            all = new Callbacks();
            callbacks = all;
            listener = all;
        }
        all.add(callback, writer.recordCount() - 1);
    }

    void flushedBy(Flush flush) {
        if (flushes == null) {
            flushes = new ArrayList<>(1);
        }
        flushes.add(flush);
    }

    boolean sequenced() {
        return sequence != NO_SEQUENCE;
    }

    boolean finished() {
        return bytes != null;
    }

    /** Writes the header: from now on the bytes stand. */
    void finish(long producerId, short epoch, int baseSequence, Compression compression, boolean transactional) {
        recordCount = writer.recordCount();
        sequence = baseSequence;
        bytes = writer.finish(producerId, epoch, baseSequence, compression, transactional);
    }

    /**
     * Gives the batch another epoch and sequence. Its old bytes may still lie in a connection's queue, so they are left
     * alone and copied.
     */
    void renumber(short epoch, int baseSequence) {
        ByteBuffer old = bytes();
        ByteBuffer fresh = ByteBuffer.allocate(old.remaining()).put(old).flip();
        fresh.putShort(PRODUCER_EPOCH, epoch);
        fresh.putInt(BASE_SEQUENCE, baseSequence);
        CRC32C crc = new CRC32C();
        crc.update(fresh.array(), ATTRIBUTES, fresh.limit() - ATTRIBUTES);
        fresh.putInt(CRC, (int) crc.getValue());
        sequence = baseSequence;
        bytes = fresh;
    }

    /** A view of the finished bytes. */
    ByteBuffer bytes() {
        ByteBuffer finished = bytes;
        if (finished == null) {
            throw new IllegalStateException("a batch is finished before it is sent");
        }
        return finished.duplicate();
    }

    int sizeInBytes() {
        return bytes == null ? writer.sizeInBytes() : bytes.remaining();
    }

    /**
     * Two batches, each with half of the records under the sequence numbers that they have: for a log to which all of them
     * together are too many bytes.
     */
    List<Batch> halves(Compression compression) {
        ByteBuffer whole = bytes();
        int half = recordCount / 2;
        Batch low = part(0, half);
        Batch high = part(half, recordCount - half);
        RecordCursor cursor = new RecordCursor().over(whole, whole.position());
        for (int i = 0; cursor.next(); i++) {
            ByteBuffer from = cursor.buffer();
            int base = from.arrayOffset();
            (i < half ? low : high)
                    .writer.append(
                            cursor.timestamp(),
                            from.array(),
                            base + Math.max(0, cursor.keyPosition()),
                            cursor.keySize(),
                            from.array(),
                            base + Math.max(0, cursor.valuePosition()),
                            cursor.valueSize(),
                            from.array(),
                            base + cursor.headersPosition(),
                            cursor.headersSize(),
                            cursor.headerCount());
        }
        long id = BatchHeader.producerId(whole, whole.position());
        short epoch = BatchHeader.producerEpoch(whole, whole.position());
        boolean transactional = BatchHeader.isTransactional(whole, whole.position());
        low.finish(id, epoch, sequence, compression, transactional);
        int next = sequence == NO_SEQUENCE ? NO_SEQUENCE : PartitionQueue.after(sequence, half);
        high.finish(id, epoch, next, compression, transactional);
        low.chargedBytes = chargedBytes / 2;
        high.chargedBytes = chargedBytes - low.chargedBytes;
        if (flushes != null) {
            for (Flush flush : flushes) {
                flush.await(low);
                flush.await(high);
                flush.batchEnded();
            }
            flushes = null;
        }
        done = true;
        bytes = null;
        return List.of(low, high);
    }

    private Batch part(int from, int count) {
        int room = sizeInBytes() + BatchHeader.SIZE;
        Batch part = new Batch(queue, number, createdNanos, new BatchWriter(room, Integer.MAX_VALUE).begin(), true);
        part.firstRecord = firstRecord + from;
        part.listener = listener;
        part.closed = true;
        // It goes alone, as everything that was sent before.
        part.attempts = 1;
        return part;
    }

    /** The end: tells who listens and every flush, and lets the bytes go. */
    void end(long baseOffset, long appendTimeMs, @Nullable Throwable failure, boolean bytesAreFree) {
        int records = recordCount();
        done = true;
        ByteBuffer finished = bytes;
        if (finished != null && bytesAreFree) {
            writer.recycle(finished);
        }
        bytes = null;
        BatchCallback told = listener;
        if (told != null) {
            told.ended(firstRecord, records, baseOffset, appendTimeMs, failure);
        }
        listener = null;
        callbacks = null;
        if (flushes != null) {
            flushes.forEach(Flush::batchEnded);
        }
    }

    /** Who wants to hear of single records. */
    private static final class Callbacks implements BatchCallback {
        private AppendCallback[] all = new AppendCallback[8];
        private int[] records = new int[8];
        private int count;

        void add(AppendCallback callback, int record) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
                records = Arrays.copyOf(records, count * 2);
            }
            all[count] = callback;
            records[count++] = record;
        }

        @Override
        public void ended(
                int firstRecord, int recordCount, long baseOffset, long appendTimeMs, @Nullable Throwable failure) {
            for (int i = 0; i < count; i++) {
                int within = records[i] - firstRecord;
                if (within >= 0 && within < recordCount) {
                    all[i].done(baseOffset < 0 ? -1 : baseOffset + within, failure);
                }
            }
        }
    }
}
