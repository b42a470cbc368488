package io.millrace.embedded;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk as one life of a process sees it: once the power is cut, nothing that this life still tries comes through. */
final class PoweredDisk implements Disk {
    private final MemoryDisk disk;
    private boolean cut;

    PoweredDisk(MemoryDisk disk) {
        this.disk = disk;
    }

    /** Cuts the power: the disk loses what was not synced, this life loses the disk. */
    synchronized void cutPower() {
        cut = true;
        disk.crash();
    }

    private void alive() throws IOException {
        if (cut) {
            throw new IOException("the power is cut");
        }
    }

    @Override
    public synchronized DiskFile open(String path) throws IOException {
        alive();
        return new PoweredFile(disk.open(path));
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        alive();
        return disk.exists(path);
    }

    @Override
    public synchronized void createDirectories(String directory) throws IOException {
        alive();
        disk.createDirectories(directory);
    }

    @Override
    public synchronized List<String> list(String directory) throws IOException {
        alive();
        return disk.list(directory);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        alive();
        disk.rename(from, to);
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        alive();
        disk.delete(path);
    }

    @Override
    public synchronized void deleteTree(String directory) throws IOException {
        alive();
        disk.deleteTree(directory);
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        alive();
        disk.syncDirectory(directory);
    }

    @Override
    public synchronized AutoCloseable lock(String path) throws IOException {
        alive();
        return disk.lock(path);
    }

    private final class PoweredFile implements DiskFile {
        private final DiskFile file;

        private PoweredFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                return file.size();
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                return file.read(into, position);
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                file.write(from, position);
            }
        }

        @Override
        public void write(ByteBuffer[] from, long position) throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                file.write(from, position);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                file.sync();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (PoweredDisk.this) {
                alive();
                file.truncate(size);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
