package io.millrace.storage.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** One open file. Reads: <i>any thread</i>; writes, truncation and sync: one thread at a time. */
public interface DiskFile extends Closeable {
    /** Its length in bytes. */
    long size() throws IOException;

    /** Reads from the position on until the buffer is full or the file ends; returns the bytes read, 0 at the end. */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes all that remains in the buffer at the position; the file grows as needed. */
    void write(ByteBuffer from, long position) throws IOException;

    /** Writes all that remains in the buffers one after the other, in one call to the system where it can. */
    void write(ByteBuffer[] from, long position) throws IOException;

    /** Makes content and length durable (fdatasync). Once it failed nothing is known of what was written before. */
    void sync() throws IOException;

    /** Cuts the file to that length. */
    void truncate(long size) throws IOException;

    /** Where the system can send from without a copy in this process; null where it cannot. */
    default @Nullable FileChannel channel() {
        return null;
    }

    /**
     * Waits for the disk until the bytes, as far as the file has them, are in the system's memory, so that who sends them
     * need not; whether it seems that it took the disk.
     */
    default boolean load(long position, long count) throws IOException {
        return false;
    }
}
