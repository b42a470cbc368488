package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.journal.Journal;
import io.millrace.storage.segment.LogSync;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Frees journal files: has the segments of dirty logs synced, the longest dirty first, one log at a time beside the
 * groups, then notes how far all logs are durable. It is paced by the journal's room, so that neither a burst of syncs
 * nor a full journal stops the producers. <i>Loop-owned</i> by the disk loop.
 */
final class Checkpointer {
    private static final long IDLE_STEP_MS = 5;
    /** A stop syncs that many logs in a few seconds. */
    private static final int MOST_AT_ONCE = 1_000;
    /** Logs without a journal must not be left to a check of everything after a crash. */
    private static final long MAX_BYTES_SINCE = 256L << 20;

    private final Disk disk;
    private final Loop diskLoop;
    private final Executor syncer;
    private final Journal journal;
    private final Work work;

    private final Set<StoredLog> dirty = new LinkedHashSet<>();
    private final ArrayDeque<StoredLog> left = new ArrayDeque<>();
    private @Nullable SyncBeside beside;
    private boolean running;
    private boolean scheduled;
    private boolean stopped;
    private boolean wanted;
    private int total;
    private long target;
    private long roomAtStart;
    private long bytesSince;

    /** What it asks of its surroundings. */
    interface Work {
        void settle(StoredLog log) throws IOException;

        void syncRoot() throws IOException;

        /** Writes the checkpoint file, clean or not. */
        void note(long floor) throws IOException;

        void roomMade();

        void failed(IOException failure);
    }

    Checkpointer(Disk disk, Loop diskLoop, Executor syncer, Journal journal, Work work) {
        this.disk = disk;
        this.diskLoop = diskLoop;
        this.syncer = syncer;
        this.journal = journal;
        this.work = work;
    }

    /** The log has, or will get, bytes in its segments that are not synced. */
    void dirty(StoredLog log, int bytes) {
        dirty.add(log);
        bytesSince += bytes;
    }

    /** The log is to be noted soon, whether the journal fills or not. */
    void request(StoredLog log) {
        dirty(log, 0);
        wanted = true;
        schedule();
    }

    private void schedule() {
        if (!scheduled && !stopped) {
            scheduled = true;
            diskLoop.schedule(IDLE_STEP_MS, this::onTime);
        }
    }

    /** Does as much as is due; called after every group. */
    void pace() throws IOException {
        if (!running) {
            if (!journal.hasFullFiles() && bytesSince < MAX_BYTES_SINCE && !wanted) {
                return;
            }
            begin();
        } else if (left.isEmpty()) {
            // Its last step failed for want of room.
            step();
        }
        // Done when half of the room that there was at the start is used up.
        long budget = Math.max(1, roomAtStart / 2);
        long used = roomAtStart - journal.roomBytes();
        long due = Math.min(total, 1 + total * used / budget);
        while (running && beside == null && total - left.size() < due) {
            step();
        }
        if (beside == null && (running || wanted)) {
            schedule();
        }
    }

    /** Whether so many logs wait for a sync that the next start had better read the journal, which holds all of it. */
    boolean isBetterLeft() {
        List<StoredLog> unsynced = Stream.concat(dirty.stream(), left.stream())
                .distinct()
                .filter(log -> log.files().segmentCount() > 0 && log.files().dirty())
                .toList();
        return unsynced.size() > MOST_AT_ONCE && unsynced.stream().allMatch(log -> log.durability == Durability.SYNC);
    }

    /** Does all of it at once. */
    void now() throws IOException {
        awaitBeside();
        begin();
        while (running) {
            step();
            awaitBeside();
        }
    }

    /**
     * Returns when no other thread syncs the log. The system tells a failed sync once: who syncs the same file meanwhile
     * would be told that all is well.
     */
    void await(StoredLog log) throws IOException {
        if (beside != null && beside.log == log) {
            awaitBeside();
        }
    }

    private void awaitBeside() throws IOException {
        SyncBeside waited = beside;
        if (waited != null) {
            waited.await();
            ended(waited);
        }
    }

    void stop() {
        stopped = true;
    }

    private void onTime() {
        scheduled = false;
        if (stopped) {
            return;
        }
        try {
            if (running && beside == null) {
                step();
            }
            pace();
        } catch (IOException e) {
            work.failed(e);
        }
    }

    private void begin() {
        // Every entry below is synced in the journal, and its log is dirty or was synced since.
        target = journal.nextSequence();
        roomAtStart = journal.roomBytes();
        dirty.addAll(left);
        left.clear();
        left.addAll(dirty);
        dirty.clear();
        total = left.size();
        bytesSince = 0;
        wanted = false;
        running = true;
    }

    private void step() throws IOException {
        StoredLog log = left.peek();
        if (log == null) {
            complete();
            return;
        }
        work.settle(log);
        log.files().flushIndex();
        SyncBeside begun = new SyncBeside(log, log.files().beginSync());
        beside = begun;
        if (begun.sync.isEmpty()) {
            begun.run();
        } else {
            syncer.execute(begun);
        }
        if (begun.hasRun()) {
            ended(begun);
        }
    }

    /** Its thread told so, or somebody waited for it. */
    private void ended(SyncBeside sync) throws IOException {
        if (beside != sync) {
            return;
        }
        beside = null;
        sync.finish(disk);
        left.remove(sync.log);
        if (left.isEmpty()) {
            complete();
        }
    }

    private void complete() throws IOException {
        work.syncRoot();
        work.note(target);
        running = false;
        journal.free(target);
        work.roomMade();
    }

    private void toldBeside(SyncBeside sync) {
        if (beside != sync) {
            return;
        }
        try {
            if (stopped) {
                beside = null;
                sync.sync.close();
                return;
            }
            ended(sync);
            pace();
        } catch (IOException e) {
            work.failed(e);
        }
    }

    /** The sync of one log, where nobody waits for it. */
    private final class SyncBeside implements Runnable {
        private final StoredLog log;
        private final LogSync sync;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch run = new CountDownLatch(1);
        private volatile @Nullable IOException failure;

        private SyncBeside(StoredLog log, LogSync sync) {
            this.log = log;
            this.sync = sync;
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            try {
                sync.run();
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException e) {
                failure = new IOException("a sync of " + log.id + " failed", e);
            } finally {
                run.countDown();
                diskLoop.execute(() -> toldBeside(this));
            }
        }

        boolean hasRun() {
            return run.getCount() == 0;
        }

        /** Does it on this thread where no other one has begun. */
        void await() {
            run();
            boolean interrupted = false;
            while (!hasRun()) {
                try {
                    run.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Notes what it did; throws why it failed. */
        void finish(Disk disk) throws IOException {
            try (sync) {
                IOException failed = failure;
                if (failed != null) {
                    throw failed;
                }
                log.synced(disk, sync);
            }
        }
    }
}
