package io.millrace.storage.disk;

import io.millrace.base.Check;
import io.millrace.base.Rng;
import io.millrace.storage.disk.DiskWatcher.Operation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory, crueller than real ones: a {@link #crash} drops what was not synced, files and directory entries
 * alike, and tears the last write; syncs and reads fail and the space ends when asked to. <i>Any thread</i>, one lock.
 */
public final class MemoryDisk implements Disk {
    private final @Nullable Rng rng;
    private final MemoryDirectory root;
    private final Set<String> locks = new HashSet<>();
    private Predicate<String> unreadable = path -> false;
    private DiskWatcher watcher = (operation, path, done) -> {};
    private long capacityBytes = Long.MAX_VALUE;
    private long usedBytes;
    private int syncsUntilFailure = Integer.MAX_VALUE;
    private long syncs;
    private int life;

    /** Files that nobody will crash: for a log that is not meant to outlive its process. */
    public MemoryDisk() {
        this(false, null);
    }

    /** Files that forget, with the numbers that a crash is drawn from. */
    public MemoryDisk(Rng rng) {
        this(true, rng);
    }

    private MemoryDisk(boolean remembers, @Nullable Rng rng) {
        this.rng = rng;
        this.root = new MemoryDirectory(remembers);
    }

    /** Cuts the power: open files are dead, locks are free, unsynced bytes and names are lost in part or all. */
    public synchronized void crash() {
        if (rng == null) {
            throw new Check.Violation("this disk keeps no record of what was synced");
        }
        root.crash(rng);
        life++;
        locks.clear();
        usedBytes = bytesIn(root);
        syncsUntilFailure = Integer.MAX_VALUE;
        unreadable = path -> false;
    }

    /** The process that has it open is gone: open files are dead, locks are free, and what was written is still there. */
    public synchronized void kill() {
        life++;
        locks.clear();
    }

    /** The given number of syncs succeed, the one after them fails and drops what it should have written. */
    public synchronized void failSyncAfter(int syncs) {
        syncsUntilFailure = syncs;
    }

    /** Reads of these files fail from now on. */
    public synchronized void failReads(Predicate<String> paths) {
        unreadable = paths;
    }

    /** From now on the watcher sees what is done. */
    public synchronized void watch(DiskWatcher by) {
        watcher = by;
    }

    /** Writes fail that would need more bytes in all. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** The bytes of all files. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Successful syncs of files so far. */
    public synchronized long syncs() {
        return syncs;
    }

    @Override
    public synchronized DiskFile open(String path) throws IOException {
        MemoryDirectory directory = directory(parent(path));
        Object entry = directory.entries.get(name(path));
        if (entry == null) {
            watcher.sees(Operation.CREATE, path, false);
            entry = new MemoryNode(rng != null);
            directory.entries.put(name(path), entry);
            directory.changed();
        }
        if (!(entry instanceof MemoryNode node)) {
            throw new IOException(path + " is a directory");
        }
        return new Handle(path, node, life);
    }

    @Override
    public synchronized boolean exists(String path) {
        return find(path) != null;
    }

    @Override
    public synchronized void createDirectories(String path) throws IOException {
        MemoryDirectory at = root;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            Object entry = at.entries.get(name);
            if (entry == null) {
                watcher.sees(Operation.CREATE, path, false);
                entry = new MemoryDirectory(rng != null);
                at.entries.put(name, entry);
                at.changed();
            }
            if (!(entry instanceof MemoryDirectory next)) {
                throw new IOException(path + ": " + name + " is a file");
            }
            at = next;
        }
    }

    @Override
    public synchronized List<String> list(String path) throws IOException {
        return List.copyOf(directory(path).entries.keySet());
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        Check.that(parent(from).equals(parent(to)), "%s to %s leaves the directory", from, to);
        watcher.sees(Operation.RENAME, from, false);
        MemoryDirectory directory = directory(parent(from));
        if (directory.entries.get(name(to)) instanceof MemoryDirectory taken && !taken.entries.isEmpty()) {
            throw new DirectoryNotEmptyException(to);
        }
        Object entry = directory.entries.remove(name(from));
        if (entry == null) {
            throw new FileNotFoundException(from);
        }
        Object replaced = directory.entries.put(name(to), entry);
        usedBytes -= bytesIn(replaced);
        directory.changed();
        watcher.sees(Operation.RENAME, to, true);
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        MemoryDirectory directory = directory(parent(path));
        if (directory.entries.containsKey(name(path))) {
            watcher.sees(Operation.DELETE, path, false);
            usedBytes -= bytesIn(directory.entries.remove(name(path)));
            directory.changed();
            watcher.sees(Operation.DELETE, path, true);
        }
    }

    @Override
    public synchronized void deleteTree(String path) throws IOException {
        delete(path);
    }

    @Override
    public synchronized void syncDirectory(String path) throws IOException {
        watcher.sees(Operation.SYNC_DIRECTORY, path, false);
        countSync(path);
        directory(path).sync();
        watcher.sees(Operation.SYNC_DIRECTORY, path, true);
    }

    @Override
    public synchronized long totalBytes() {
        return capacityBytes == Long.MAX_VALUE ? -1 : capacityBytes;
    }

    @Override
    public synchronized long usableBytes() {
        return capacityBytes == Long.MAX_VALUE ? -1 : Math.max(0, capacityBytes - usedBytes);
    }

    @Override
    public synchronized AutoCloseable lock(String path) throws IOException {
        if (!locks.add(path)) {
            throw new DirectoryInUse("the directory in memory is in use");
        }
        int lifeLockedIn = life;
        return () -> unlock(path, lifeLockedIn);
    }

    private synchronized void unlock(String path, int lifeLockedIn) {
        if (lifeLockedIn == life) {
            locks.remove(path);
        }
    }

    private void countSync(String path) throws IOException {
        if (syncsUntilFailure-- == 0) {
            throw new SyncFailed(path, new IOException("Input/output error"));
        }
        syncs++;
    }

    private MemoryDirectory directory(String path) throws IOException {
        if (find(path) instanceof MemoryDirectory directory) {
            return directory;
        }
        throw new FileNotFoundException(path);
    }

    private @Nullable Object find(String path) {
        Object at = root;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            at = at instanceof MemoryDirectory directory ? directory.entries.get(name) : null;
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private static long bytesIn(@Nullable Object entry) {
        if (entry instanceof MemoryNode node) {
            return node.size();
        }
        long sum = 0;
        if (entry instanceof MemoryDirectory directory) {
            for (Object child : directory.entries.values()) {
                sum += bytesIn(child);
            }
        }
        return sum;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return "memory";
    }

    private final class Handle implements DiskFile {
        private final String path;
        private final MemoryNode node;
        private final int openedIn;
        private boolean closed;

        private Handle(String path, MemoryNode node, int openedIn) {
            this.path = path;
            this.node = node;
            this.openedIn = openedIn;
        }

        @Override
        public long size() throws IOException {
            synchronized (MemoryDisk.this) {
                checkOpen();
                return node.size();
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                checkOpen();
                watcher.sees(Operation.READ, path, false);
                if (unreadable.test(path)) {
                    throw new IOException(path + ": Input/output error");
                }
                return node.read(into, position);
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                checkOpen();
                watcher.sees(Operation.WRITE, path, false);
                long grows = Math.max(0, position + from.remaining() - node.size());
                long room = Math.max(0, capacityBytes - usedBytes);
                int limit = from.limit();
                boolean full = grows > room;
                if (full) {
                    // As a real disk: what fits is written before the call fails.
                    from.limit(from.position() + (int) Math.max(0, from.remaining() - (grows - room)));
                    grows = room;
                }
                if (from.hasRemaining()) {
                    usedBytes += grows;
                    node.write(from, position);
                }
                from.limit(limit);
                if (full) {
                    throw new IOException(path + ": No space left on device");
                }
            }
        }

        @Override
        public void write(ByteBuffer[] from, long position) throws IOException {
            long at = position;
            for (ByteBuffer buffer : from) {
                int count = buffer.remaining();
                write(buffer, at);
                at += count;
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (MemoryDisk.this) {
                checkOpen();
                watcher.sees(Operation.SYNC, path, false);
                try {
                    countSync(path);
                } catch (IOException e) {
                    node.failSync();
                    throw e;
                }
                node.sync();
                watcher.sees(Operation.SYNC, path, true);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryDisk.this) {
                checkOpen();
                watcher.sees(Operation.TRUNCATE, path, false);
                usedBytes -= Math.max(0, node.size() - size);
                node.truncate(size);
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void checkOpen() throws IOException {
            if (closed || openedIn != life) {
                throw new ClosedChannelException();
            }
        }
    }
}
