package io.millrace.storage.log;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;

/** Another disk, and what was asked of it. */
final class MeteredDisk implements Disk {
    /** Bytes read of each file. */
    final TreeMap<String, Long> read = new TreeMap<>();

    private final Disk disk;
    private int syncs;
    private int openFiles;

    MeteredDisk(Disk disk) {
        this.disk = disk;
    }

    /** Of files and directories. */
    int syncs() {
        return syncs;
    }

    int openFiles() {
        return openFiles;
    }

    @Override
    public DiskFile open(String path) throws IOException {
        DiskFile file = disk.open(path);
        openFiles++;
        return new Metered(path, file);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void deleteTree(String directory) throws IOException {
        disk.deleteTree(directory);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        syncs++;
        disk.syncDirectory(directory);
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        return disk.lock(path);
    }

    private final class Metered implements DiskFile {
        private final String path;
        private final DiskFile file;

        Metered(String path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int count = file.read(into, position);
            read.merge(path, (long) count, Long::sum);
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void write(ByteBuffer[] from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void sync() throws IOException {
            syncs++;
            file.sync();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            openFiles--;
            file.close();
        }
    }
}
