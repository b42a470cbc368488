package io.millrace.wire.record;

import io.millrace.base.Check;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one batch without an object a record. A compressed batch is decompressed into memory that the
 * cursor owns and uses again, up to a cap, so that few hostile bytes cannot become many. What is read is validated as
 * it is reached, and no read goes past the batch. Re-usable. <i>Loop-owned.</i>
 */
public final class RecordCursor {
    /** What a compressed batch may become; Kafka's largest default batch, 1 MiB, would need 128 to 1. */
    public static final int MAX_DECOMPRESSED_BYTES = 128 << 20;

    private static final int KEPT_SCRATCH_BYTES = 4 << 20;
    private static final byte[] NO_BYTES = {};
    private static final ByteBuffer EMPTY = ByteBuffer.wrap(NO_BYTES);

    private final int maxDecompressedBytes;
    private final BufferSupplier decompressorBuffers = BufferSupplier.create();
    private byte[] scratch = NO_BYTES;

    private ByteBuffer buffer = EMPTY;
    private int first;
    private int at;
    private int end;
    private int count;
    private int index;
    private long baseOffset;
    private long baseTimestamp;
    private int baseSequence;
    private boolean logAppendTime;
    private long maxTimestamp;

    private int recordEnd;
    private long offset;
    private long timestamp;
    private int keyPosition;
    private int keySize;
    private int valuePosition;
    private int valueSize;
    private int headerCount;
    private int headersPosition;

    /** With the usual cap. */
    public RecordCursor() {
        this(MAX_DECOMPRESSED_BYTES);
    }

    /** With the bytes that a compressed batch may become at most. */
    public RecordCursor(int maxDecompressedBytes) {
        this.maxDecompressedBytes = maxDecompressedBytes;
    }

    /**
     * Stands before the first record of the batch at that position.
     *
     * @throws CorruptBatch when no whole v2 batch stands there, or it cannot be decompressed
     */
    public RecordCursor over(ByteBuffer batches, int batchPosition) {
        int size = wholeSize(batches, batchPosition);
        baseOffset = BatchHeader.baseOffset(batches, batchPosition);
        baseTimestamp = BatchHeader.baseTimestamp(batches, batchPosition);
        baseSequence = BatchHeader.baseSequence(batches, batchPosition);
        logAppendTime = BatchHeader.logAppendTime(batches, batchPosition);
        maxTimestamp = BatchHeader.maxTimestamp(batches, batchPosition);
        count = BatchHeader.recordCount(batches, batchPosition);
        index = 0;
        if (count < 0) {
            throw new CorruptBatch("a batch of " + count + " records");
        }
        Compression compression = Compression.of(BatchHeader.compression(batches, batchPosition));
        if (compression == Compression.NONE) {
            buffer = batches;
            at = batchPosition + BatchHeader.SIZE;
            end = batchPosition + size;
        } else {
            decompress(compression, batches.slice(batchPosition + BatchHeader.SIZE, size - BatchHeader.SIZE));
        }
        first = at;
        recordEnd = at;
        return this;
    }

    /** Back to before the first record of the same batch. */
    public RecordCursor rewind() {
        index = 0;
        recordEnd = first;
        return this;
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        at = recordEnd;
        if (index >= count) {
            if (at != end) {
                throw new CorruptBatch((end - at) + " bytes after the last of " + count + " records");
            }
            return false;
        }
        recordEnd = end;
        int size = readVarint();
        if (size < 0 || size > end - at) {
            throw new CorruptBatch("record " + index + " of " + size + " bytes, where " + (end - at) + " are left");
        }
        recordEnd = at + size;
        skipAttributes();
        timestamp = baseTimestamp + readVarlong();
        if (logAppendTime) {
            timestamp = maxTimestamp;
        }
        offset = baseOffset + readVarint();
        keySize = readSize("key");
        keyPosition = at;
        at += Math.max(0, keySize);
        valueSize = readSize("value");
        valuePosition = at;
        at += Math.max(0, valueSize);
        headerCount = readVarint();
        headersPosition = at;
        checkHeaderCount();
        index++;
        return true;
    }

    /** The record's offset. */
    public long offset() {
        return offset;
    }

    /** The record's timestamp, which is the batch's where that is the time of the append. */
    public long timestamp() {
        return timestamp;
    }

    /** Whether the timestamp is that of the append, not one that the producer gave. */
    public boolean logAppendTime() {
        return logAppendTime;
    }

    /** The record's sequence number, -1 when not idempotent. */
    public int sequence() {
        if (baseSequence < 0) {
            return -1;
        }
        // Sequence numbers go round at 2^31.
        return (baseSequence + (int) (offset - baseOffset)) & Integer.MAX_VALUE;
    }

    /** Where the slices lie; valid until the next {@link #over}, when the batch is compressed. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where the key begins. */
    public int keyPosition() {
        return keyPosition;
    }

    /** Bytes of the key, -1 for null. */
    public int keySize() {
        return keySize;
    }

    /** Where the value begins. */
    public int valuePosition() {
        return valuePosition;
    }

    /** Bytes of the value, -1 for null. */
    public int valueSize() {
        return valueSize;
    }

    /** Number of headers. */
    public int headerCount() {
        return headerCount;
    }

    /** Where the raw headers begin, after their count. */
    public int headersPosition() {
        return headersPosition;
    }

    /** Bytes of the raw headers, which may be copied into another record as they are. */
    public int headersSize() {
        return recordEnd - headersPosition;
    }

    /** Parses the headers; throws CorruptBatch when they do not fill the rest of the record. */
    public void forEachHeader(HeaderVisitor visitor) {
        at = headersPosition;
        for (int i = 0; i < headerCount; i++) {
            int nameSize = readSize("header name");
            if (nameSize < 0) {
                throw new CorruptBatch("a header without a name in record " + (index - 1));
            }
            int namePosition = at;
            at += nameSize;
            int size = readSize("header value");
            int position = at;
            at += Math.max(0, size);
            visitor.header(namePosition, nameSize, position, size);
        }
        if (at != recordEnd) {
            throw new CorruptBatch((recordEnd - at) + " bytes after the headers of record " + (index - 1));
        }
    }

    /** A copy of the key. */
    public byte @Nullable [] key() {
        return copy(keyPosition, keySize);
    }

    /** A copy of the value. */
    public byte @Nullable [] value() {
        return copy(valuePosition, valueSize);
    }

    private byte @Nullable [] copy(int position, int size) {
        if (size < 0) {
            return null;
        }
        byte[] bytes = new byte[size];
        buffer.get(position, bytes);
        return bytes;
    }

    private static int wholeSize(ByteBuffer batches, int position) {
        int left = batches.limit() - position;
        Check.that(position >= 0 && left >= 0, "batch at %d of a buffer of %d", position, batches.limit());
        if (left < BatchHeader.SIZE) {
            throw new CorruptBatch("a batch of " + left + " bytes, fewer than its header");
        }
        int size = BatchHeader.sizeInBytes(batches, position);
        if (size < BatchHeader.SIZE || size > left) {
            throw new CorruptBatch("a batch of " + size + " bytes, where " + left + " are left");
        }
        if (BatchHeader.magic(batches, position) != 2) {
            throw new CorruptBatch("magic " + BatchHeader.magic(batches, position) + " is not 2");
        }
        return size;
    }

    private void decompress(Compression compression, ByteBuffer compressed) {
        // One huge batch must not make every later one pay for its memory.
        byte[] into = scratch.length <= KEPT_SCRATCH_BYTES ? scratch : NO_BYTES;
        buffer = Compressor.decompress(compression, compressed, into, maxDecompressedBytes, decompressorBuffers);
        scratch = buffer.array();
        at = 0;
        end = buffer.limit();
    }

    private void checkHeaderCount() {
        int bytes = recordEnd - headersPosition;
        // A header has at least the two sizes of its name and value.
        if (headerCount < 0 || headerCount > bytes / 2 || (headerCount == 0 && bytes != 0)) {
            throw new CorruptBatch("record " + index + " with " + headerCount + " headers in " + bytes + " bytes");
        }
    }

    private void skipAttributes() {
        if (at >= recordEnd) {
            throw pastTheEnd();
        }
        at++;
    }

    private int readSize(String what) {
        int size = readVarint();
        if (size < -1 || size > recordEnd - at) {
            throw new CorruptBatch(
                    "a " + what + " of " + size + " bytes, where the record has " + (recordEnd - at) + " left");
        }
        return size;
    }

    private int readVarint() {
        if (at >= recordEnd) {
            throw pastTheEnd();
        }
        int first = buffer.get(at++);
        if (first >= 0) {
            return (first >>> 1) ^ -(first & 1);
        }
        int raw = first & 0x7F;
        for (int shift = 7; shift < 35; shift += 7) {
            if (at >= recordEnd) {
                throw pastTheEnd();
            }
            int next = buffer.get(at++);
            raw |= (next & 0x7F) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new CorruptBatch("a number of more than five bytes in record " + index);
    }

    private long readVarlong() {
        long raw = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= recordEnd) {
                throw pastTheEnd();
            }
            long next = buffer.get(at++);
            raw |= (next & 0x7F) << shift;
            if (next >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new CorruptBatch("a number of more than ten bytes in record " + index);
    }

    private CorruptBatch pastTheEnd() {
        return new CorruptBatch("record " + index + " of " + count + " runs past its end");
    }
}
