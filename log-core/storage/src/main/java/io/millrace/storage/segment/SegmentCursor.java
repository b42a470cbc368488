package io.millrace.storage.segment;

import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.FileWindow;
import io.millrace.wire.record.BatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Walks the batch headers of a segment file, in its own order; bodies are read only when asked for. Loop-owned. */
final class SegmentCursor {
    private static final int WALK_BYTES = 64 * 1024;
    private static final int LOOK_BYTES = 4 * 1024;

    private final FileWindow window;
    private final long limit;
    private long position;
    private int index;
    private int size;

    /** Before the batch at the position, in a file of which the first limit bytes count. */
    SegmentCursor(DiskFile file, long position, long limit) {
        this(file, position, limit, WALK_BYTES);
    }

    /** As above, for who wants a batch or two, and not the rest of the file. */
    static SegmentCursor near(DiskFile file, long position, long limit) {
        return new SegmentCursor(file, position, limit, LOOK_BYTES);
    }

    private SegmentCursor(DiskFile file, long position, long limit, int bytesAtOnce) {
        this.window = new FileWindow(file, limit, bytesAtOnce);
        this.position = position;
        this.limit = limit;
    }

    /** To the next batch; false at the end, or where no whole batch with a sound header begins. */
    boolean next() throws IOException {
        long next = position + size;
        int at = window.at(next, BatchHeader.SIZE);
        if (at < 0) {
            position = next;
            size = 0;
            return false;
        }
        ByteBuffer buffer = window.buffer();
        int bytes = BatchHeader.sizeInBytes(buffer, at);
        position = next;
        if (bytes < BatchHeader.SIZE
                || bytes > limit - next
                || BatchHeader.magic(buffer, at) != 2
                || BatchHeader.lastOffsetDelta(buffer, at) < 0) {
            size = 0;
            return false;
        }
        index = at;
        size = bytes;
        return true;
    }

    /** Where the current batch begins; after a false {@link #next} where the next one should have begun. */
    long position() {
        return position;
    }

    int size() {
        return size;
    }

    /** Where the header lies, at {@link #index}, until the next call. */
    ByteBuffer buffer() {
        return window.buffer();
    }

    int index() {
        return index;
    }

    long baseOffset() {
        return BatchHeader.baseOffset(buffer(), index);
    }

    long lastOffset() {
        return BatchHeader.lastOffset(buffer(), index);
    }

    long maxTimestamp() {
        return BatchHeader.maxTimestamp(buffer(), index);
    }

    int leaderEpoch() {
        return BatchHeader.leaderEpoch(buffer(), index);
    }

    /** Reads the whole batch, so that all of it lies in the buffer. */
    boolean loadBody() throws IOException {
        int at = window.at(position, size);
        if (at < 0) {
            return false;
        }
        index = at;
        return true;
    }

    boolean crcMatches() throws IOException {
        return loadBody() && BatchHeader.crcMatches(buffer(), index);
    }
}
