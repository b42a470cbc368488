package io.millrace.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Another disk, to be watched or broken: all that looks at it passes {@link #look}, and all that changes it passes
 * {@link #change}; single operations are overridden.
 */
public class ForwardingDisk implements Disk {
    /** An operation that leaves the disk as it is. */
    @FunctionalInterface
    protected interface Look<T> {
        T at() throws IOException;
    }

    /** An operation after which the disk is another. */
    @FunctionalInterface
    protected interface Change {
        void make() throws IOException;
    }

    private final Disk disk;

    protected ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    protected <T> T look(Look<T> look) throws IOException {
        return look.at();
    }

    protected void change(Change change) throws IOException {
        change.make();
    }

    /** A change where it makes the file. */
    @Override
    public DiskFile open(String path) throws IOException {
        DiskFile[] file = new DiskFile[1];
        if (exists(path)) {
            file[0] = look(() -> disk.open(path));
        } else {
            change(() -> file[0] = disk.open(path));
        }
        return new ForwardingFile(file[0]);
    }

    @Override
    public boolean exists(String path) throws IOException {
        return look(() -> disk.exists(path));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        change(() -> disk.createDirectories(directory));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return look(() -> disk.list(directory));
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
    public long totalBytes() {
        return disk.totalBytes();
    }

    @Override
    public long usableBytes() {
        return disk.usableBytes();
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        return look(() -> disk.lock(path));
    }

    /** One of its files; closing it is neither a look nor a change. */
    protected class ForwardingFile implements DiskFile {
        private final DiskFile file;

        protected ForwardingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return look(file::size);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return look(() -> file.read(into, position));
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
