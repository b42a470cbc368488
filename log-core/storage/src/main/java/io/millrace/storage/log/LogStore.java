package io.millrace.storage.log;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.DiskFull;
import io.millrace.storage.journal.EntryKind;
import io.millrace.storage.journal.Journal;
import io.millrace.storage.layout.Checkpoint;
import io.millrace.storage.layout.MetaFile;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.OpenFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All logs under one data directory: opens, recovers, creates, deletes. <i>Any thread</i>, one lock. */
public final class LogStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);
    private static final String JOURNAL = "journal";
    private static final long CLOSE_SECONDS = 60;
    private static final int SCRATCH_BYTES = 256 * 1024;

    private final Disk disk;
    private final StoreConfig config;
    private final Loop diskLoop;
    private final Executor readers;
    private final AutoCloseable lock;
    private final MetaFile meta;
    private final OpenFiles openFiles;
    private final Journal journal;
    private final Checkpointer checkpointer;
    private final Committer committer;
    private final Keeper keeper;
    private final Cleaner cleaner;
    private final boolean wasClean;

    /** By directory. Guarded by this. */
    private final Map<String, StoredLog> logs;
    /** Guarded by this. */
    private final Map<LogId, PartitionLog> open = new HashMap<>();
    /** Guarded by this. */
    private final Map<Loop, LoopMemory> memories = new IdentityHashMap<>();

    private final ThreadLocal<ByteBuffer> scratch =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH_BYTES));

    private boolean closed;

    private LogStore(
            Disk disk,
            StoreConfig config,
            DiskThreads threads,
            Clock clock,
            AutoCloseable lock,
            MetaFile meta,
            OpenFiles openFiles)
            throws IOException {
        this.disk = disk;
        this.config = config;
        this.diskLoop = threads.writer();
        this.readers = threads.readers();
        this.lock = lock;
        this.meta = meta;
        this.openFiles = openFiles;
        Checkpoint read = Checkpoint.read(disk);
        Checkpoint last = read == null ? new Checkpoint(false, 0, 0, List.of()) : read;
        this.wasClean = last.clean();
        long sequence = last.floor();
        long generation = last.generation() + 1;
        SortedSet<Long> kept = Collections.emptySortedSet();
        List<StoredLog> dirty = List.of();
        if (wasClean) {
            this.logs = new HashMap<>();
            for (Checkpoint.Line line : last.logs()) {
                LogId id = new LogId(line.topicId(), line.topic(), line.partition());
                logs.put(id.directory(), new StoredLog(id, line));
            }
        } else {
            Recovery recovery = new Recovery(disk, config, openFiles, last, JOURNAL);
            this.logs = recovery.recover();
            sequence = recovery.nextSequence();
            generation = recovery.nextGeneration();
            kept = recovery.kept();
            dirty = recovery.dirty();
        }
        this.journal = new Journal(
                disk,
                JOURNAL,
                config.journalFileBytes(),
                config.journalFiles(),
                config.byReferenceBytes(),
                sequence,
                generation);
        long floor = kept.isEmpty() ? sequence : last.floor();
        journal.keep(kept, floor);
        this.checkpointer = new Checkpointer(disk, diskLoop, threads.syncer(), journal, new CheckpointWork());
        dirty.forEach(log -> checkpointer.dirty(log, 0));
        Snapshots snapshots = new Snapshots(disk);
        this.committer = new Committer(disk, config, diskLoop, journal, checkpointer, snapshots, new CommitterOwners());
        RetentionClock retention = new RetentionClock(clock);
        this.keeper = new Keeper(
                disk, diskLoop, retention, config.upkeep(), checkpointer, snapshots::waits, openFiles, this::openLogs);
        this.cleaner =
                new Cleaner(diskLoop, retention, config.upkeep(), checkpointer, new CleanerWork(), this::openLogs);
        writeCheckpoint(false, floor);
    }

    /**
     * Opens the directory and recovers it from its journal, on the calling thread. The writer must be turned by
     * somebody else, or by the caller afterwards. Throws {@link io.millrace.storage.disk.DirectoryInUse} when another
     * process has it open.
     */
    public static LogStore open(Disk disk, StoreConfig config, DiskThreads threads, Clock clock) throws IOException {
        AutoCloseable lock = disk.lock(".lock");
        try {
            MetaFile meta = MetaFile.readOrCreate(disk, config.nodeId(), config.clusterId(), config.onlyThatCluster());
            disk.createDirectories(JOURNAL);
            long start = clock.nanos();
            LogStore store =
                    new LogStore(disk, config, threads, clock, lock, meta, new OpenFiles(disk, config.openFiles()));
            LOG.info(
                    "{}: {} logs {} in {} ms",
                    disk,
                    store.logs.size(),
                    store.wasClean ? "found" : "recovered",
                    (clock.nanos() - start) / 1_000_000);
            threads.writer().execute(() -> {
                store.deleteLeftovers();
                store.keeper.begin();
                store.cleaner.begin();
            });
            return store;
        } catch (IOException | RuntimeException e) {
            closeQuietly(lock);
            if (e instanceof IOException full && DiskFull.is(full)) {
                throw new IOException(
                        disk + " is full, and the logs in it cannot be opened without some room: free some ("
                                + e.getMessage() + ")",
                        e);
            }
            throw e;
        }
    }

    private static void closeQuietly(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            LOG.warn("the directory's lock cannot be released", e);
        }
    }

    Disk disk() {
        return disk;
    }

    /** Direct memory for a task that waits for the disk, until its end. */
    ByteBuffer scratch() {
        return scratch.get();
    }

    /** Runs what writes, or may, and waits for the disk. */
    void background(Runnable task) {
        diskLoop.execute(task);
    }

    /** Runs what only reads, and waits for the disk. */
    void reading(Runnable task) {
        readers.execute(task);
    }

    /** The directory's own cluster id. */
    public String clusterId() {
        return meta.clusterId();
    }

    /** The data directory's name, for people. */
    public String directory() {
        return disk.toString();
    }

    /** As {@link Disk#totalBytes}. */
    public long totalBytes() {
        return disk.totalBytes();
    }

    /** As {@link Disk#usableBytes}. */
    public long usableBytes() {
        return disk.usableBytes();
    }

    /** The logs found in the directory. */
    public synchronized List<LogId> recovered() {
        return logs.values().stream()
                .map(log -> log.id)
                .sorted(Comparator.comparing(LogId::topic).thenComparing(LogId::partition))
                .toList();
    }

    /** Why the disk is given up; null while it works. */
    public @Nullable IOException failure() {
        return committer.failure();
    }

    /** Why clients may not write now, for want of room on the disk; null when they may. */
    public @Nullable String shortage() {
        return committer.shortage();
    }

    /**
     * Opens the log, creating it when it is missing. Creation is journaled: it is durable before any append to any log
     * that comes after it is acknowledged. Its directory is made with its first file. Throws {@link io.millrace.storage.segment.CorruptLog} when
     * committed bytes are damaged.
     */
    public synchronized PartitionLog openLog(LogId id, Loop owner, LogConfig logConfig) throws IOException {
        Check.that(!closed && !open.containsKey(id), "%s is open already, or its store is closed", id);
        StoredLog stored = logs.get(id.directory());
        if (stored != null && !stored.id.equals(id)) {
            delete(stored.id);
            stored = null;
        }
        if (stored == null) {
            stored = create(id);
        }
        IOException damage = stored.damage;
        if (damage != null) {
            throw damage;
        }
        if (stored.files == null) {
            stored.files = closed(stored);
        }
        stored.files().compactedBelow(stored.line.compactedBelow());
        stored.configure(logConfig);
        stored.durability = logConfig.durability();
        LoopMemory memory =
                memories.computeIfAbsent(owner, loop -> new LoopMemory(loop, config.chunkBytes(), config.tailBytes()));
        PartitionLog log = new PartitionLog(this, stored, committer, memory, logConfig.durability());
        open.put(id, log);
        return log;
    }

    /** The files as a clean close left them. */
    private LogFiles closed(StoredLog stored) throws IOException {
        Checkpoint.Line line = stored.line;
        String directory = stored.id.directory();
        if (line.bound().offset() <= line.startOffset() && !disk.exists(directory)) {
            return stored.unmade(disk, openFiles, config);
        }
        return LogFiles.open(
                disk,
                openFiles,
                directory,
                config.indexIntervalBytes(),
                line.startOffset(),
                line.bound(),
                line.epochs(),
                true);
    }

    private StoredLog create(LogId id) throws IOException {
        String directory = id.directory();
        if (disk.exists(directory)) {
            // Without metadata that can be read it is nobody's; it may still be of use to somebody.
            disk.rename(directory, LogNames.moved(directory, id.topicId(), "-stray"));
        }
        StoredLog created = StoredLog.unknown(id);
        created.files = created.unmade(disk, openFiles, config);
        logs.put(directory, created);
        committer.submit(new Item.Change(created, EntryKind.CREATION));
        return created;
    }

    /** Forgets the log at once and deletes its files on the disk loop. Called on the log's owner loop. */
    public synchronized void delete(LogId id) {
        StoredLog stored = logs.get(id.directory());
        if (stored == null || !stored.id.equals(id)) {
            return;
        }
        PartitionLog opened = open.get(id);
        if (opened != null) {
            opened.close();
        }
        logs.remove(id.directory());
        if (committer.failure() != null) {
            // The journal cannot say that it is deleted, so the next start does it.
            return;
        }
        try {
            LogFiles files = stored.files;
            if (files != null) {
                files.moveAway(LogNames.deleted(id));
            } else if (disk.exists(id.directory())) {
                disk.renameTree(id.directory(), LogNames.deleted(id));
            }
        } catch (IOException e) {
            diskLoop.execute(() -> committer.failed(e));
            return;
        }
        committer.submit(new Item.Change(stored, EntryKind.DELETION));
        diskLoop.execute(this::deleteLeftovers);
    }

    private void deleteLeftovers() {
        try {
            for (String name : disk.list("")) {
                if (name.endsWith(LogNames.DELETED)) {
                    disk.deleteTree(name);
                }
            }
        } catch (IOException e) {
            LOG.warn("{}: deleted logs are still there and are tried again at the next start", disk, e);
        }
    }

    synchronized void closed(PartitionLog log) {
        open.remove(log.id(), log);
    }

    private void writeCheckpoint(boolean clean, long floor) throws IOException {
        CheckpointNote note = new CheckpointNote(clean, floor);
        note.write();
        note.tell();
    }

    /** Files of older generations were all freed before: by recovery, or by a clean close. */
    private long firstGeneration(boolean clean) {
        return clean ? journal.generation() + 1 : journal.oldestGeneration();
    }

    private synchronized List<PartitionLog> openLogs() {
        return List.copyOf(open.values());
    }

    /**
     * Writes out, syncs and marks the directory clean. The owners must not append any more. Runs on the disk loop: called
     * from another thread it waits for it, so the disk loop must be turning.
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (diskLoop.inLoop()) {
            finish();
            return;
        }
        CompletableFuture<Void> finished = new CompletableFuture<>();
        diskLoop.execute(() -> {
            try {
                finish();
                finished.complete(null);
            } catch (IOException | RuntimeException e) {
                finished.completeExceptionally(e);
            }
        });
        try {
            finished.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(disk + " could not be closed cleanly", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(disk + " could not be closed in " + CLOSE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing " + disk, e);
        }
    }

    /** On the owner's loop: the log begins there, and all that it wants to keep of what was before is on its way. */
    void trim(StoredLog log, long startOffset) {
        diskLoop.execute(() -> keeper.trim(log, startOffset));
    }

    private void finish() throws IOException {
        checkpointer.stop();
        cleaner.stop();
        try {
            if (committer.finish()) {
                writeCheckpoint(true, journal.nextSequence());
            }
            keeper.stop();
        } finally {
            checkpointer.close();
            journal.close();
            openFiles.close();
            closeQuietly(lock);
        }
    }

    private final class CommitterOwners implements Committer.Owners {
        @Override
        public void failed(IOException failure) {
            LOG.error("{} is given up: nothing is written to it any more until the next start", disk, failure);
            cleaner.giveUp();
            keeper.giveUp();
            for (PartitionLog log : openLogs()) {
                log.loop().execute(() -> log.fail(failure));
            }
        }

        @Override
        public void accepts() {
            for (PartitionLog log : openLogs()) {
                log.loop().execute(log::tellAccepts);
            }
        }

        @Override
        public void shortOfRoom() {
            for (PartitionLog log : openLogs()) {
                log.loop().execute(log::tellShortOfRoom);
            }
        }
    }

    private final class CleanerWork implements Cleaner.Work {
        @Override
        public void settle(StoredLog log) throws IOException {
            committer.settle(log);
        }

        @Override
        public void note(StoredLog log, long offset, Runnable durable) {
            committer.submit(new Item.Note(log, EntryKind.COMPACTION, offset, durable));
        }

        @Override
        public void failed(IOException failure) {
            committer.failed(failure);
        }

        @Override
        public void halfDone(IOException failure) {
            committer.giveUp(failure);
        }
    }

    /** All logs as they are now. */
    private final class CheckpointNote implements Checkpointer.Note {
        private final List<StoredLog> all;
        private final Checkpoint checkpoint;

        private CheckpointNote(boolean clean, long floor) {
            synchronized (LogStore.this) {
                all = List.copyOf(logs.values());
            }
            List<Checkpoint.Line> lines = new ArrayList<>(all.size());
            all.forEach(log -> lines.add(log.line));
            checkpoint = new Checkpoint(clean, floor, firstGeneration(clean), lines);
        }

        @Override
        public void write() throws IOException {
            checkpoint.write(disk);
        }

        private void tell() {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).noted = checkpoint.logs().get(i);
            }
        }

        @Override
        public void written() throws IOException {
            tell();
            keeper.noted();
        }
    }

    private final class CheckpointWork implements Checkpointer.Work {
        @Override
        public void settle(StoredLog log) throws IOException {
            committer.settle(log);
        }

        @Override
        public void syncRoot() throws IOException {
            committer.syncRoot();
        }

        @Override
        public Checkpointer.Note note(long floor) {
            return new CheckpointNote(false, floor);
        }

        @Override
        public void roomMade() {
            committer.roomMade();
        }

        @Override
        public void failed(IOException failure) {
            committer.failed(failure);
        }
    }
}
