package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.OpenFiles;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what logs no longer keep. One timer for the whole store asks each log's facts for what is too old or too much,
 * and moves the log's start; files go once a checkpoint says that they are not needed. <i>Loop-owned</i> by the disk loop.
 */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final long FIRST_CHECK_MS = 30_000;
    /** Files that nobody used for so long are closed. */
    private static final long IDLE_MS = 60_000;

    private static final long RETRY_MS = 1_000;
    private static final int LOGS_AT_ONCE = 100;

    private final Disk disk;
    private final Loop diskLoop;
    private final Upkeep upkeep;
    private final Checkpointer checkpointer;
    private final Predicate<StoredLog> snapshotWaits;
    private final OpenFiles files;
    private final Supplier<List<PartitionLog>> open;
    private final RetentionClock clock;
    private final Map<StoredLog, Long> trims = new LinkedHashMap<>();
    private final ArrayDeque<LogFiles.DirectoryAction> doomed = new ArrayDeque<>();
    private boolean stopped;

    Keeper(
            Disk disk,
            Loop diskLoop,
            RetentionClock clock,
            Upkeep upkeep,
            Checkpointer checkpointer,
            Predicate<StoredLog> snapshotWaits,
            OpenFiles files,
            Supplier<List<PartitionLog>> open) {
        this.disk = disk;
        this.diskLoop = diskLoop;
        this.upkeep = upkeep;
        this.checkpointer = checkpointer;
        this.snapshotWaits = snapshotWaits;
        this.files = files;
        this.open = open;
        this.clock = clock;
    }

    void begin() {
        diskLoop.schedule(Math.min(FIRST_CHECK_MS, upkeep.checkMs()), this::check);
        diskLoop.schedule(Math.min(IDLE_MS, upkeep.checkMs()), this::closeIdleFiles);
    }

    private void check() {
        if (!stopped) {
            check(open.get(), 0);
        }
    }

    /** A few at a time, so that no group has to wait for all of them. */
    private void check(List<PartitionLog> logs, int from) {
        int to = Math.min(logs.size(), from + LOGS_AT_ONCE);
        for (PartitionLog log : logs.subList(from, to)) {
            try {
                retain(log);
            } catch (IOException e) {
                LOG.warn("{}: what is too old in it cannot be told now: {}", log.id(), e.getMessage());
            }
        }
        if (to < logs.size()) {
            diskLoop.execute(() -> {
                if (!stopped) {
                    check(logs, to);
                }
            });
        } else {
            diskLoop.schedule(upkeep.checkMs(), this::check);
        }
    }

    private void closeIdleFiles() {
        if (stopped) {
            return;
        }
        try {
            files.closeIdle();
        } catch (IOException e) {
            LOG.warn("a file that nobody reads any more cannot be closed: {}", e.getMessage());
        }
        diskLoop.schedule(Math.min(IDLE_MS, upkeep.checkMs()), this::closeIdleFiles);
    }

    private void retain(PartitionLog log) throws IOException {
        StoredLog stored = log.stored();
        LogFiles files = stored.files();
        LogConfig.Retention rule = stored.config().retention();
        if (!rule.delete()) {
            return;
        }
        long kept = RetentionRule.firstKept(files.facts(), files::largestTimestamp, rule, clock.nowMs());
        if (kept <= stored.line.startOffset()) {
            return;
        }
        // The newest segment is written to, and never goes: what is in it has to become an older one's first.
        if (kept == files.endOffset() && files.roll()) {
            // Else a close that comes before the next record would not note the new segment, and its file be taken for
            // rot.
            checkpointer.request(stored);
        }
        log.loop().execute(() -> log.retainFrom(kept));
    }

    /** The log begins there, its owner knows it, and has saved what it wants to keep of what was before. */
    void trim(StoredLog log, long startOffset) {
        if (!stopped && log.files().hasBelow(startOffset)) {
            trims.merge(log, startOffset, Math::max);
            checkpointer.request(log);
        }
    }

    /** A checkpoint was written: from now on recovery does not look for what lies below. */
    void noted() throws IOException {
        for (Iterator<Map.Entry<StoredLog, Long>> each = trims.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<StoredLog, Long> trim = each.next();
            StoredLog log = trim.getKey();
            if (snapshotWaits.test(log)) {
                // What its owner wants to keep of what goes is not on the disk yet.
                diskLoop.schedule(RETRY_MS, () -> {
                    if (trims.containsKey(log)) {
                        checkpointer.request(log);
                    }
                });
                continue;
            }
            LogFiles files = log.files();
            LogFiles.DirectoryAction delete = files.trim(
                    Math.min(trim.getValue(), log.noted.startOffset()),
                    log.noted.bound().segmentBase());
            if (!files.hasBelow(trim.getValue())) {
                each.remove();
            }
            if (delete != null) {
                // First of all: on a full disk it is what makes room.
                deleteLater(delete, log.config().fileDeleteDelayMs());
                log.trimmed(disk);
            }
        }
    }

    private void deleteLater(LogFiles.DirectoryAction delete, long delayMs) {
        if (delayMs <= 0) {
            run(delete);
            return;
        }
        doomed.add(delete);
        diskLoop.schedule(delayMs, () -> {
            if (doomed.remove(delete)) {
                run(delete);
            }
        });
    }

    private static void run(LogFiles.DirectoryAction delete) {
        try {
            delete.run();
        } catch (IOException e) {
            LOG.warn("deleted segments are still there and are tried again at the next start", e);
        }
    }

    /** The disk failed: nothing of it is touched any more. */
    void giveUp() {
        stopped = true;
        trims.clear();
        doomed.clear();
    }

    /** Looks after nothing any more. */
    void stop() {
        stopped = true;
        for (LogFiles.DirectoryAction delete = doomed.poll(); delete != null; delete = doomed.poll()) {
            run(delete);
        }
    }
}
