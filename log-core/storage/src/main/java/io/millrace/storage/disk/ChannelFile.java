package io.millrace.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of this machine. */
final class ChannelFile implements DiskFile {
    /** The JDK copies heap buffers through a direct one of the same size, and keeps that for the thread's life. */
    private static final int PIECE = 128 * 1024;

    /** Pages in memory are passed on at tens of bytes a nanosecond; a disk gives a few. */
    private static final int BYTES_A_NANO = 5;

    private static final long SLOWEST_MEMORY_NANOS = 50_000;

    private final String path;
    private final FileChannel channel;

    ChannelFile(String path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int total = 0;
        int limit = into.limit();
        while (into.position() < limit) {
            into.limit(Math.min(limit, into.position() + PIECE));
            int count = readOnce(into, position + total);
            if (count <= 0) {
                break;
            }
            total += count;
        }
        into.limit(limit);
        return total;
    }

    private int readOnce(ByteBuffer into, long position) throws IOException {
        try {
            return channel.read(into, position);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(path + " cannot be read at byte " + position + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        int limit = from.limit();
        try {
            while (from.position() < limit) {
                from.limit(from.isDirect() ? limit : Math.min(limit, from.position() + PIECE));
                at += channel.write(from, at);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(path + " cannot be written at byte " + at + ": " + e.getMessage(), e);
        } finally {
            from.limit(limit);
        }
    }

    @Override
    public void write(ByteBuffer[] from, long position) throws IOException {
        // There is no gathering write at a position; the one writer may use the channel's own.
        channel.position(position);
        int next = 0;
        while (next < from.length) {
            if (from[next].hasRemaining()) {
                channel.write(from, next, from.length - next);
            } else {
                next++;
            }
        }
    }

    @Override
    public void sync() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new SyncFailed(path, e);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public boolean load(long position, long count) throws IOException {
        FileChannel nowhere = Nowhere.CHANNEL;
        if (nowhere == null) {
            return false;
        }
        long began = System.nanoTime();
        long done = 0;
        while (done < count) {
            long sent = channel.transferTo(position + done, count - done, nowhere);
            if (sent <= 0) {
                break;
            }
            done += sent;
        }
        return System.nanoTime() - began > SLOWEST_MEMORY_NANOS + done / BYTES_A_NANO;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Pages sent there are read, and not copied. */
    private static final class Nowhere {
        private static final @Nullable FileChannel CHANNEL = open();

        private static @Nullable FileChannel open() {
            try {
                return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
            } catch (IOException e) {
                return null; // another system: who sends waits for the disk
            }
        }
    }
}
