package io.millrace.storage.disk;

import io.millrace.base.Rng;
import java.util.List;

/** Files in memory. */
public final class MemoryDisk implements Disk {
    /** Files that nobody will crash. */
    public MemoryDisk() {}

    /** With the numbers that a crash is drawn from. */
    public MemoryDisk(Rng rng) {}

    /** Loses what was not synced. */
    public void crash() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DiskFile open(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean exists(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void createDirectories(String directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> list(String directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteTree(String directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void syncDirectory(String directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable lock(String path) {
        throw new UnsupportedOperationException();
    }
}
