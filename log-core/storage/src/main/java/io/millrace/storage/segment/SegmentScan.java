package io.millrace.storage.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks the batches of one segment in their order, from a position that an earlier walk came to. Loop-owned. */
public final class SegmentScan implements AutoCloseable {
    private final OpenFiles.Lease lease;
    private final SegmentCursor cursor;
    private final String path;
    private final long size;

    SegmentScan(Segment segment, OpenFiles.Lease lease, long position) {
        this.lease = lease;
        this.path = segment.path();
        this.size = segment.sizeBytes();
        this.cursor = new SegmentCursor(lease.file(), position, size);
    }

    /** To the next batch; false at the segment's end. */
    public boolean next() throws IOException {
        if (cursor.next()) {
            return true;
        }
        if (cursor.position() != size) {
            throw new CorruptLog(path, cursor.position(), -1, "no whole batch with a sound header begins here");
        }
        return false;
    }

    /** Behind the current batch. */
    public long nextPosition() {
        return cursor.position() + cursor.size();
    }

    /** Bytes of the current batch. */
    public int size() {
        return cursor.size();
    }

    /** Where the header lies, at {@link #index}, and after {@link #loadBody} the whole batch. */
    public ByteBuffer buffer() {
        return cursor.buffer();
    }

    /** Where the batch begins in the buffer. */
    public int index() {
        return cursor.index();
    }

    /** Reads the whole batch, and checks it. */
    public void loadBody() throws IOException {
        if (!cursor.crcMatches()) {
            throw new CorruptLog(path, cursor.position(), cursor.baseOffset(), "the batch is not what was written");
        }
    }

    @Override
    public void close() throws IOException {
        lease.close();
    }
}
