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
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Frees journal files: has the segments of dirty logs synced, the longest dirty first, one log at a time beside the
 * groups, then has noted how far all logs are durable. It is paced by the journal's room, so that neither a burst of syncs
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
    private @Nullable Beside beside;
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

        /** What the checkpoint file is to say. */
        Note note(long floor);

        void roomMade();

        void failed(IOException failure);
    }

    /** How far all logs are durable. */
    interface Note {
        /** Replaces the checkpoint file. <i>Any thread.</i> */
        void write() throws IOException;

        /** It is on the disk. */
        void written() throws IOException;
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
        }
        // Done when half of the room that there was at the start is used up.
        long budget = Math.max(1, roomAtStart / 2);
        long used = roomAtStart - journal.roomBytes();
        long due = Math.min(total, 1 + total * used / budget);
        while (running && beside == null && (left.isEmpty() || total - left.size() < due)) {
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
        if (beside != null && beside.task() instanceof SegmentSync sync && sync.log == log) {
            awaitBeside();
        }
    }

    private void awaitBeside() throws IOException {
        Beside waited = beside;
        if (waited != null) {
            waited.await();
            ended(waited);
        }
    }

    void stop() {
        stopped = true;
    }

    /** After the stop: returns when no other thread works for it, whatever came of that. */
    void close() throws IOException {
        Beside waited = beside;
        if (waited != null) {
            beside = null;
            waited.await();
            waited.task().close();
        }
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
            work.syncRoot();
            begin(new NoteFile(work.note(target), target), true);
            return;
        }
        work.settle(log);
        log.files().flushIndex();
        SegmentSync sync = new SegmentSync(log);
        begin(sync, !sync.sync.isEmpty());
    }

    private void begin(Beside.Task task, boolean waits) throws IOException {
        Beside begun = new Beside(task, diskLoop, this::toldBeside);
        beside = begun;
        if (waits) {
            syncer.execute(begun);
        } else {
            begun.run();
        }
        if (begun.hasRun()) {
            ended(begun);
        }
    }

    /** Its thread told so, or somebody waited for it. */
    private void ended(Beside done) throws IOException {
        beside = null;
        done.finish();
    }

    private void toldBeside() {
        Beside told = beside;
        if (told == null || !told.hasRun()) {
            // Somebody waited for that one.
            return;
        }
        try {
            if (stopped) {
                beside = null;
                told.task().close();
                return;
            }
            ended(told);
            pace();
        } catch (IOException e) {
            work.failed(e);
        }
    }

    /** The sync of one log's segments. */
    private final class SegmentSync implements Beside.Task {
        private final StoredLog log;
        private final LogSync sync;

        private SegmentSync(StoredLog log) throws IOException {
            this.log = log;
            this.sync = log.files().beginSync();
        }

        @Override
        public void run() throws IOException {
            sync.run();
        }

        @Override
        public void done() throws IOException {
            log.synced(disk, sync);
            left.remove(log);
        }

        @Override
        public void close() throws IOException {
            sync.close();
        }

        @Override
        public String toString() {
            return "the sync of " + log.id;
        }
    }

    /** The checkpoint file, as the logs were when the last of them was synced. */
    private final class NoteFile implements Beside.Task {
        private final Note note;
        private final long floor;

        private NoteFile(Note note, long floor) {
            this.note = note;
            this.floor = floor;
        }

        @Override
        public void run() throws IOException {
            note.write();
        }

        @Override
        public void done() throws IOException {
            note.written();
            running = false;
            journal.free(floor);
            work.roomMade();
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "the checkpoint file";
        }
    }
}
