package io.millrace.wire.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one batch without an object a record; decompresses when needed, up to a cap. Re-usable.
 * <i>Loop-owned.</i>
 */
public final class RecordCursor {
    /** Stands before the first record of the batch at that position. */
    public RecordCursor over(ByteBuffer buffer, int batchPosition) {
        throw new UnsupportedOperationException();
    }

    /** Moves to the next record; false after the last. */
    public boolean next() {
        throw new UnsupportedOperationException();
    }

    /** The record's offset. */
    public long offset() {
        throw new UnsupportedOperationException();
    }

    /** The record's timestamp. */
    public long timestamp() {
        throw new UnsupportedOperationException();
    }

    /** The record's sequence number, -1 when not idempotent. */
    public int sequence() {
        throw new UnsupportedOperationException();
    }

    /** Where the slices lie; valid until the next {@link #over}. */
    public ByteBuffer buffer() {
        throw new UnsupportedOperationException();
    }

    /** Where the key begins. */
    public int keyPosition() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the key, -1 for null. */
    public int keySize() {
        throw new UnsupportedOperationException();
    }

    /** Where the value begins. */
    public int valuePosition() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the value, -1 for null. */
    public int valueSize() {
        throw new UnsupportedOperationException();
    }

    /** Number of headers. */
    public int headerCount() {
        throw new UnsupportedOperationException();
    }

    /** Where the raw headers begin, after their count. */
    public int headersPosition() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the raw headers. */
    public int headersSize() {
        throw new UnsupportedOperationException();
    }

    /** Parses the headers. */
    public void forEachHeader(HeaderVisitor visitor) {
        throw new UnsupportedOperationException();
    }

    /** A copy of the key. */
    public byte @Nullable [] key() {
        throw new UnsupportedOperationException();
    }

    /** A copy of the value. */
    public byte @Nullable [] value() {
        throw new UnsupportedOperationException();
    }
}
