package io.millrace.wire.record;

import java.nio.ByteBuffer;

/**
 * Walks the whole batches between a buffer's position and limit, without changing the buffer and without an object a
 * batch. Re-usable. <i>Loop-owned.</i>
 */
public final class BatchCursor {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private ByteBuffer buffer = EMPTY;
    private int position;
    private int size;
    private int limit;

    /** Stands before the first batch of the buffer. */
    public BatchCursor over(ByteBuffer newBuffer) {
        buffer = newBuffer;
        position = newBuffer.position();
        limit = newBuffer.limit();
        size = 0;
        return this;
    }

    /**
     * Moves to the next whole batch; false at the end or at a cut-off one.
     *
     * @throws CorruptBatch when the length is below that of a header, or the magic is not 2: nothing after it can be found
     */
    public boolean next() {
        int at = position + size;
        int left = limit - at;
        position = at;
        size = 0;
        if (left < BatchHeader.SIZE) {
            return false;
        }
        int length = buffer.getInt(at + BatchHeader.LENGTH);
        if (length < BatchHeader.SIZE - BatchHeader.PREFIX) {
            throw new CorruptBatch("a batch says to have " + length + " bytes after its length, fewer than a header");
        }
        if (BatchHeader.magic(buffer, at) != 2) {
            throw new CorruptBatch("magic " + BatchHeader.magic(buffer, at) + " is not 2");
        }
        if (length > left - BatchHeader.PREFIX) {
            return false;
        }
        size = length + BatchHeader.PREFIX;
        return true;
    }

    /** The buffer walked. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where the current batch begins. */
    public int position() {
        return position;
    }

    /** Bytes of the current batch. */
    public int size() {
        return size;
    }

    /** Bytes after the current batch; once {@link #next} gave false, those of the cut-off batch at the end. */
    public int remainder() {
        return limit - position - size;
    }

    /** The current batch alone, as a view. */
    public ByteBuffer slice() {
        return buffer.slice(position, size);
    }

    /** See {@link BatchHeader}. */
    public long baseOffset() {
        return BatchHeader.baseOffset(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public long lastOffset() {
        return BatchHeader.lastOffset(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public int leaderEpoch() {
        return BatchHeader.leaderEpoch(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public int recordCount() {
        return BatchHeader.recordCount(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public long baseTimestamp() {
        return BatchHeader.baseTimestamp(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public long maxTimestamp() {
        return BatchHeader.maxTimestamp(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public boolean logAppendTime() {
        return BatchHeader.logAppendTime(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public long producerId() {
        return BatchHeader.producerId(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public short producerEpoch() {
        return BatchHeader.producerEpoch(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public int baseSequence() {
        return BatchHeader.baseSequence(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public boolean isTransactional() {
        return BatchHeader.isTransactional(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public boolean isControl() {
        return BatchHeader.isControl(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public int compression() {
        return BatchHeader.compression(buffer, position);
    }

    /** See {@link BatchHeader}. */
    public boolean crcMatches() {
        return BatchHeader.crcMatches(buffer, position);
    }
}
