package io.millrace.simulator.disk;

import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A disk as one life of a node sees it. It can be told to lose its power in the midst of an operation; after that, or
 * after the node was killed, whoever still touches it gets a {@link PowerCut}. <i>Loop-owned.</i>
 */
public final class PoweredDisk implements Disk {
    private final Disk disk;
    private long operations;
    private long cutAtOperation = Long.MAX_VALUE;
    private boolean off;

    /** A new life over what an earlier one left. */
    public PoweredDisk(Disk disk) {
        this.disk = disk;
    }

    /** The power fails after that many more changes. */
    public void cutAfter(int changes) {
        cutAtOperation = operations + changes;
    }

    /** Ends this life. */
    public void off() {
        off = true;
    }

    /** Changes so far. */
    public long operations() {
        return operations;
    }

    /** Half of the cuts come before the operation, half after: both the lost and the unreported one happen. */
    private interface Change {
        void make() throws IOException;
    }

    private void change(Change change) throws IOException {
        check();
        operations++;
        if (operations >= cutAtOperation && operations % 2 == 0) {
            off = true;
            throw new PowerCut();
        }
        change.make();
        if (operations >= cutAtOperation) {
            off = true;
            throw new PowerCut();
        }
    }

    private void check() {
        if (off) {
            throw new PowerCut();
        }
    }

    @Override
    public DiskFile open(String path) throws IOException {
        check();
        DiskFile[] file = new DiskFile[1];
        if (disk.exists(path)) {
            file[0] = disk.open(path);
        } else {
            change(() -> file[0] = disk.open(path));
        }
        return new PoweredFile(file[0]);
    }

    @Override
    public boolean exists(String path) throws IOException {
        check();
        return disk.exists(path);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        change(() -> disk.createDirectories(directory));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        check();
        return disk.list(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(() -> disk.rename(from, to));
    }

    @Override
    public void delete(String path) throws IOException {
        change(() -> disk.delete(path));
    }

    @Override
    public void deleteTree(String directory) throws IOException {
        change(() -> disk.deleteTree(directory));
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        change(() -> disk.syncDirectory(directory));
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        check();
        return disk.lock(path);
    }

    @Override
    public String toString() {
        return "simulated disk";
    }

    private final class PoweredFile implements DiskFile {
        private final DiskFile file;

        private PoweredFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            check();
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            check();
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            change(() -> file.write(from, position));
        }

        @Override
        public void write(ByteBuffer[] from, long position) throws IOException {
            change(() -> file.write(from, position));
        }

        @Override
        public void sync() throws IOException {
            change(file::sync);
        }

        @Override
        public void truncate(long size) throws IOException {
            change(() -> file.truncate(size));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
