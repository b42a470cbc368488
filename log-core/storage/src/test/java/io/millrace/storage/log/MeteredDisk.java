package io.millrace.storage.log;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import io.millrace.storage.disk.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/** Another disk, and what was asked of it. */
final class MeteredDisk extends ForwardingDisk {
    /** Bytes read of each file. */
    final TreeMap<String, Long> read = new TreeMap<>();

    private int syncs;
    private int openFiles;

    MeteredDisk(Disk disk) {
        super(disk);
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
        DiskFile file = super.open(path);
        openFiles++;
        return new Metered(path, file);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        syncs++;
        super.syncDirectory(directory);
    }

    private final class Metered extends ForwardingFile {
        private final String path;

        Metered(String path, DiskFile file) {
            super(file);
            this.path = path;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int count = super.read(into, position);
            read.merge(path, (long) count, Long::sum);
            return count;
        }

        @Override
        public void sync() throws IOException {
            syncs++;
            super.sync();
        }

        @Override
        public void close() throws IOException {
            openFiles--;
            super.close();
        }
    }
}
