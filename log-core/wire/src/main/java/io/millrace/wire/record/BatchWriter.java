package io.millrace.wire.record;

import io.millrace.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Builds one v2 batch in place: a record is written once, where it stays, and the header in front of it at the end.
 * Re-usable. <i>Loop-owned.</i>
 */
public final class BatchWriter {
    private static final byte[] NO_BYTES = {};
    // 2^31 less what a JVM cannot allocate, and less a header.
    private static final int LARGEST_BATCH = Integer.MAX_VALUE - 1024;

    private final int initialBytes;
    private final int maxBytes;
    private byte[] bytes = NO_BYTES;
    private byte[] headerScratch = NO_BYTES;
    private int at;
    private int count;
    private long baseTimestamp;
    private long maxTimestamp;

    /** With the bytes to begin a batch with, and those that no batch passes, unless its first record alone does. */
    public BatchWriter(int initialBytes, int maxBytes) {
        Check.that(initialBytes > 0 && maxBytes > 0, "a batch of %d to %d bytes", initialBytes, maxBytes);
        this.initialBytes = Math.max(initialBytes, BatchHeader.SIZE);
        this.maxBytes = Math.min(maxBytes, LARGEST_BATCH);
    }

    /** Begins a new batch; what was appended and not finished is forgotten. */
    public BatchWriter begin() {
        if (bytes.length == 0) {
            bytes = new byte[initialBytes];
        }
        at = BatchHeader.SIZE;
        count = 0;
        return this;
    }

    /**
     * Appends a record; false, and nothing appended, if the batch would pass its maximum. A size of -1 is a null key or
     * value; raw headers are as {@link RecordCursor#headersPosition()} gives them.
     */
    public boolean append(
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
            int headerCount) {
        Check.that(at >= BatchHeader.SIZE, "begin() comes before append()");
        long base = count == 0 ? timestamp : baseTimestamp;
        long body = 1L
                + Varints.sizeOf(timestamp - base)
                + Varints.sizeOf(count)
                + Varints.sizeOf(keySize)
                + Math.max(0, keySize)
                + Varints.sizeOf(valueSize)
                + Math.max(0, valueSize)
                + Varints.sizeOf(headerCount)
                + headersSize;
        long needed = at + body + 5;
        if (needed - 5 + Varints.sizeOf((int) body) > maxBytes && count > 0) {
            return false;
        }
        Check.that(needed <= LARGEST_BATCH, "a record of %d bytes", body);
        ensure((int) needed);
        byte[] into = bytes;
        int p = Varints.write(into, at, (int) body);
        into[p++] = 0;
        p = Varints.write(into, p, timestamp - base);
        p = Varints.write(into, p, count);
        p = write(into, p, key, keyPosition, keySize);
        p = write(into, p, value, valuePosition, valueSize);
        p = Varints.write(into, p, headerCount);
        if (headersSize > 0) {
            System.arraycopy(rawHeaders, headersPosition, into, p, headersSize);
        }
        at = p + headersSize;
        maxTimestamp = count == 0 ? timestamp : Math.max(maxTimestamp, timestamp);
        baseTimestamp = base;
        count++;
        return true;
    }

    /** Appends a record without headers. */
    public boolean append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        return append(timestamp, key, 0, size(key), value, 0, size(value), null, 0, 0, 0);
    }

    /** Appends a record. */
    public boolean append(long timestamp, byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        int headersSize = 0;
        for (Header header : headers) {
            headersSize = rawHeader(headersSize, header);
        }
        return append(
                timestamp, key, 0, size(key), value, 0, size(value), headerScratch, 0, headersSize, headers.length);
    }

    /** Records appended since {@link #begin}. */
    public int recordCount() {
        return count;
    }

    /** Bytes of the batch so far, uncompressed, header included. */
    public int sizeInBytes() {
        return at;
    }

    /**
     * Completes the batch with base offset 0 and leader epoch -1. The buffer is the caller's; the writer takes a new one
     * at the next {@link #begin}, unless one is given back.
     */
    public ByteBuffer finish(
            long producerId, short producerEpoch, int baseSequence, Compression compression, boolean transactional) {
        Check.that(count > 0, "a batch has a record");
        ByteBuffer batch = compression == Compression.NONE
                ? ByteBuffer.wrap(bytes, 0, at)
                : Compressor.compress(compression, bytes, BatchHeader.SIZE, at - BatchHeader.SIZE);
        if (compression == Compression.NONE) {
            bytes = NO_BYTES;
        }
        int size = batch.limit();
        batch.putLong(0, 0);
        batch.putInt(BatchHeader.LENGTH, size - BatchHeader.PREFIX);
        batch.putInt(BatchHeader.LEADER_EPOCH, -1);
        batch.put(BatchHeader.MAGIC, (byte) 2);
        int attributes = compression.id() | (transactional ? BatchHeader.TRANSACTIONAL_BIT : 0);
        batch.putShort(BatchHeader.ATTRIBUTES, (short) attributes);
        batch.putInt(BatchHeader.LAST_OFFSET_DELTA, count - 1);
        batch.putLong(BatchHeader.BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(BatchHeader.MAX_TIMESTAMP, maxTimestamp);
        batch.putLong(BatchHeader.PRODUCER_ID, producerId);
        batch.putShort(BatchHeader.PRODUCER_EPOCH, producerEpoch);
        batch.putInt(BatchHeader.BASE_SEQUENCE, baseSequence);
        batch.putInt(BatchHeader.RECORD_COUNT, count);
        batch.putInt(BatchHeader.CRC, (int) BatchHeader.computeCrc(batch, 0, size));
        count = 0;
        at = 0;
        return batch;
    }

    /** Gives a finished buffer back, so that {@link #begin} takes it instead of a new one; nobody else may hold it. */
    public void recycle(ByteBuffer finished) {
        if (bytes.length == 0 && finished.hasArray() && finished.array().length >= initialBytes) {
            bytes = finished.array();
        }
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? -1 : bytes.length;
    }

    private static int write(byte[] into, int at, byte @Nullable [] from, int position, int size) {
        int p = Varints.write(into, at, size);
        if (size <= 0) {
            return p;
        }
        System.arraycopy(from, position, into, p, size);
        return p + size;
    }

    private void ensure(int needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST_BATCH, Math.max(needed, bytes.length * 2L)));
        }
    }

    private int rawHeader(int position, Header header) {
        byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
        byte[] value = header.value();
        int needed = Math.addExact(position + 10 + name.length, Math.max(0, size(value)));
        if (needed > headerScratch.length) {
            headerScratch = Arrays.copyOf(headerScratch, Math.max(needed, headerScratch.length * 2));
        }
        int p = write(headerScratch, position, name, 0, name.length);
        return write(headerScratch, p, value, 0, size(value));
    }
}
