package io.millrace.storage.segment;

import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment in the making, out of what is kept of others. Its bytes are synced a few at a time, so that no sync takes
 * long. Loop-owned.
 */
public final class CleanedSegment {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long SYNC_BYTES = 4 << 20;

    private final Segment segment;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long unsynced;

    CleanedSegment(Segment segment) throws IOException {
        this.segment = segment;
        segment.open().close();
    }

    /** Adds the batch at the position; it is copied. */
    public void add(ByteBuffer batch, int at) throws IOException {
        int size = BatchHeader.sizeInBytes(batch, at);
        if (size > buffer.remaining()) {
            flush();
        }
        if (size > buffer.remaining()) {
            write(batch.slice(at, size));
        } else {
            buffer.put(buffer.position(), batch, at, size).position(buffer.position() + size);
        }
    }

    private void flush() throws IOException {
        if (buffer.position() > 0) {
            write(buffer.flip());
            buffer.clear();
        }
    }

    private void write(ByteBuffer batches) throws IOException {
        int size = batches.remaining();
        segment.write(batches.duplicate(), 0);
        for (int at = 0; at < size; at += BatchHeader.sizeInBytes(batches, at)) {
            segment.wrote(batches, at);
        }
        if (segment.index().large()) {
            segment.index().flush();
        }
        unsynced += size;
        if (unsynced >= SYNC_BYTES) {
            segment.sync();
            unsynced = 0;
        }
    }

    /** All of it is on the disk. */
    Segment finish() throws IOException {
        flush();
        segment.index().flush();
        segment.sync();
        return segment;
    }

    /** Nobody wants it any more. */
    Segment abandoned() {
        return segment;
    }
}
