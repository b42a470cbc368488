package io.millrace.storage.log;

import io.millrace.storage.segment.FileSlice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whole batches of one log, in memory or in their file, as they are until this is closed. Closing: <i>any thread</i>. */
public final class Held implements AutoCloseable {
    private final List<ByteBuffer> slices;
    private final @Nullable FileSlice file;
    private final List<Chunk> chunks;
    private final int sizeInBytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Held(List<ByteBuffer> slices, @Nullable FileSlice file, List<Chunk> chunks, int sizeInBytes) {
        this.slices = slices;
        this.file = file;
        this.chunks = chunks;
        this.sizeInBytes = sizeInBytes;
    }

    /** In memory that is used again when the chunks are let go. */
    static Held inMemory(List<ByteBuffer> slices, List<Chunk> chunks) {
        int size = 0;
        for (ByteBuffer slice : slices) {
            size += slice.remaining();
        }
        return new Held(slices, null, chunks, size);
    }

    static Held inFile(FileSlice file) {
        return new Held(List.of(), file, List.of(), file.sizeInBytes());
    }

    /** What lies in memory. */
    public List<ByteBuffer> slices() {
        return slices;
    }

    /** What lies in a file, instead. */
    public @Nullable FileSlice file() {
        return file;
    }

    /** How much it is, wherever it lies. */
    public int sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (file != null) {
            file.close();
        }
        chunks.forEach(Chunk::letGo);
    }
}
