package io.millrace.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A sliding view on a file for readers that go forward: one heap buffer, one read for many small looks. Loop-owned. */
public final class FileWindow {
    private final DiskFile file;
    private final long limit;
    private ByteBuffer buffer;
    private long start;

    /** A view on the file's first limit bytes that reads at least the given number at once. */
    public FileWindow(DiskFile file, long limit, int bytesAtOnce) {
        this.file = file;
        this.limit = limit;
        this.buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(bytesAtOnce, limit)))
                .limit(0);
    }

    /** Where the bytes lie that {@link #at} spoke of. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Makes that many bytes from the position on readable; returns their index in the buffer, -1 past the end. */
    public int at(long position, int bytes) throws IOException {
        if (position < 0 || bytes > limit - position) {
            return -1;
        }
        if (position >= start && position + bytes <= start + buffer.limit()) {
            return (int) (position - start);
        }
        if (bytes > buffer.capacity()) {
            buffer = ByteBuffer.allocate(bytes);
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), limit - position));
        start = position;
        int read = file.read(buffer, position);
        buffer.flip();
        return read >= bytes ? 0 : -1;
    }
}
