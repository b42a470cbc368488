package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.journal.Journal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Frees journal files: syncs the segments of dirty logs, the longest dirty first, one log at a time between groups, then
 * notes how far all logs are durable. It is paced by the journal's room, so that neither a burst of syncs nor a full
 * journal stops the producers. <i>Loop-owned</i> by the disk loop.
 */
final class Checkpointer {
    private static final long IDLE_STEP_MS = 5;
    /** A stop syncs that many logs in a few seconds. */
    private static final int MOST_AT_ONCE = 1_000;
    /** Logs without a journal must not be left to a check of everything after a crash. */
    private static final long MAX_BYTES_SINCE = 256L << 20;

    private final Disk disk;
    private final Loop diskLoop;
    private final Journal journal;
    private final Work work;

    private final Set<StoredLog> dirty = new LinkedHashSet<>();
    private final ArrayDeque<StoredLog> left = new ArrayDeque<>();
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

    Checkpointer(Disk disk, Loop diskLoop, Journal journal, Work work) {
        this.disk = disk;
        this.diskLoop = diskLoop;
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
        while (running && total - left.size() < due) {
            step();
        }
        if (running || wanted) {
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
        begin();
        while (running) {
            step();
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
            if (running) {
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
        if (log != null) {
            work.settle(log);
            log.files().flushIndex();
            log.sync(disk);
            left.poll();
        }
        if (left.isEmpty()) {
            work.syncRoot();
            work.note(target);
            running = false;
            journal.free(target);
            work.roomMade();
        }
    }
}
