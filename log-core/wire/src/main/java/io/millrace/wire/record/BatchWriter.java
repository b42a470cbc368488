package io.millrace.wire.record;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Builds one v2 batch in place in a heap buffer. Re-usable. <i>Loop-owned.</i> */
public final class BatchWriter {
    /** With the bytes to begin a batch with, and those that no batch passes, unless its first record alone does. */
    public BatchWriter(int initialBytes, int maxBytes) {}

    /** Begins a new batch. */
    public BatchWriter begin() {
        throw new UnsupportedOperationException();
    }

    /** Appends a record; false, and nothing appended, if the batch would pass its maximum. Sizes of -1 are null. */
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
        throw new UnsupportedOperationException();
    }

    /** Appends a record without headers. */
    public boolean append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        throw new UnsupportedOperationException();
    }

    /** Appends a record. */
    public boolean append(long timestamp, byte @Nullable [] key, byte @Nullable [] value, Header[] headers) {
        throw new UnsupportedOperationException();
    }

    /** Records appended since {@link #begin}. */
    public int recordCount() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the batch so far, uncompressed, header included. */
    public int sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    /** Completes the batch with base offset 0 and leader epoch -1; the buffer is the caller's. */
    public ByteBuffer finish(
            long producerId, short producerEpoch, int baseSequence, Compression compression, boolean transactional) {
        throw new UnsupportedOperationException();
    }

    /** Gives a finished buffer back, so that {@link #begin} takes it instead of a new one. */
    public void recycle(ByteBuffer finished) {
        throw new UnsupportedOperationException();
    }
}
