package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** How long this disk takes to make 4 KiB safe: written over zeroed, synced space, as a journal does it. */
public final class SyncProbe {
    private static final int BLOCK_BYTES = 4096;
    private static final int BLOCKS = 256;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNKS = 256;

    private SyncProbe() {}

    /** Megabytes a second that this disk takes in one go, the sync at the end included. */
    public static double megabytesPerSecond(Path directory) {
        Path file = directory.resolve("write-probe");
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try {
            long begin;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                begin = System.nanoTime();
                for (int i = 0; i < CHUNKS; i++) {
                    channel.write(chunk.clear());
                }
                channel.force(false);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Files.delete(file);
            return (double) CHUNKS * CHUNK_BYTES / 1e6 / seconds;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot measure the disk under " + directory, e);
        }
    }

    /** Microseconds of each {@code write} and {@code fdatasync}, in the directory that the data will lie in. */
    public static Series micros(Path directory) {
        Path file = directory.resolve("sync-probe");
        List<Double> values = new ArrayList<>();
        try {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(BLOCK_BYTES * BLOCKS), 0);
                channel.force(true);
                ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
                for (int i = 0; i < BLOCKS; i++) {
                    block.clear().put(0, (byte) i);
                    long start = System.nanoTime();
                    channel.write(block, (long) i * BLOCK_BYTES);
                    channel.force(false);
                    values.add((System.nanoTime() - start) / 1e3);
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot measure the disk under " + directory, e);
        }
        return new Series(values);
    }
}
