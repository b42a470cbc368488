package io.millrace.client.produce;

import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
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
    private AppendCallback @Nullable [] callbacks;
    private int @Nullable [] callbackRecords;
    private int callbackCount;
    private @Nullable List<Flush> flushes;

    Batch(PartitionQueue queue, long number, long createdNanos, BatchWriter writer) {
        this.queue = queue;
        this.number = number;
        this.createdNanos = createdNanos;
        this.writer = writer.begin();
    }

    int recordCount() {
        return bytes == null ? writer.recordCount() : recordCount;
    }

    /** Remembers who wants to hear of the record that was appended last. */
    void callback(AppendCallback callback) {
        AppendCallback[] all = callbacks;
        int[] records = callbackRecords;
        if (all == null || records == null) {
            all = new AppendCallback[8];
            records = new int[8];
        } else if (callbackCount == all.length) {
            all = Arrays.copyOf(all, callbackCount * 2);
            records = Arrays.copyOf(records, callbackCount * 2);
        }
        all[callbackCount] = callback;
        records[callbackCount++] = writer.recordCount() - 1;
        callbacks = all;
        callbackRecords = records;
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
    void finish(long producerId, short epoch, int baseSequence, Compression compression) {
        recordCount = writer.recordCount();
        sequence = baseSequence;
        bytes = writer.finish(producerId, epoch, baseSequence, compression, false);
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

    /** The end: tells every record's callback and every flush, and lets the bytes go. */
    void end(long baseOffset, @Nullable Throwable failure, boolean bytesAreFree) {
        done = true;
        ByteBuffer finished = bytes;
        if (finished != null && bytesAreFree) {
            writer.recycle(finished);
        }
        bytes = null;
        AppendCallback[] all = callbacks;
        int[] records = callbackRecords;
        if (all != null && records != null) {
            for (int i = 0; i < callbackCount; i++) {
                all[i].done(baseOffset < 0 ? -1 : baseOffset + records[i], failure);
            }
        }
        callbacks = null;
        if (flushes != null) {
            flushes.forEach(Flush::batchEnded);
        }
    }
}
