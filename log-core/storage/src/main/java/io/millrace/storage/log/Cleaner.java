package io.millrace.storage.log;

import io.millrace.base.Loop;
import io.millrace.storage.compact.CleanPlan;
import io.millrace.storage.compact.CleanRun;
import io.millrace.storage.disk.DiskFull;
import io.millrace.storage.segment.LogFiles;
import io.millrace.storage.segment.SegmentGone;
import io.millrace.wire.record.CorruptBatch;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans compacted logs, one at a time, the dirtiest first, in slices between which groups are committed.
 * <i>Loop-owned</i> by the disk loop.
 */
final class Cleaner {
    private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);
    /** About a millisecond of work: what a group may have to wait for. */
    private static final int SLICE_BYTES = 256 * 1024;

    private final Loop diskLoop;
    private final RetentionClock clock;
    private final Upkeep upkeep;
    private final Checkpointer checkpointer;
    private final Work work;
    private final Supplier<List<PartitionLog>> open;
    private boolean stopped;
    private @Nullable CleanRun run;

    /** What it asks of its surroundings. */
    interface Work {
        /** Brings into the segments what is durable of the log. */
        void settle(StoredLog log) throws IOException;

        /** Runs the task on the disk loop once it is durable that batches may be missing below the offset. */
        void note(StoredLog log, long offset, Runnable durable);

        void failed(IOException failure);

        /** In the middle of a swap, with which only the next opening of the log can go on. */
        void halfDone(IOException failure);
    }

    private record Dirty(StoredLog log, CleanPlan plan) {}

    Cleaner(
            Loop diskLoop,
            RetentionClock clock,
            Upkeep upkeep,
            Checkpointer checkpointer,
            Work work,
            Supplier<List<PartitionLog>> open) {
        this.diskLoop = diskLoop;
        this.clock = clock;
        this.upkeep = upkeep;
        this.checkpointer = checkpointer;
        this.work = work;
        this.open = open;
    }

    void begin() {
        if (upkeep.compact()) {
            diskLoop.schedule(upkeep.compactCheckMs(), this::check);
        }
    }

    private void check() {
        if (stopped) {
            return;
        }
        Dirty dirtiest = null;
        for (PartitionLog log : open.get()) {
            StoredLog stored = log.stored();
            if (stored.config().compaction().compact() && !stored.uncleanable) {
                Dirty dirty = lookAt(stored);
                if (dirty != null && (dirtiest == null || dirty.plan.dirtyRatio() > dirtiest.plan.dirtyRatio())) {
                    dirtiest = dirty;
                }
            }
        }
        if (dirtiest == null) {
            diskLoop.schedule(upkeep.compactCheckMs(), this::check);
        } else {
            begin(dirtiest);
        }
    }

    private @Nullable Dirty lookAt(StoredLog log) {
        try {
            long nowMs = clock.nowMs();
            prepare(log, nowMs);
            LogConfig.Compaction rule = log.config().compaction();
            List<LogFiles.Facts> facts = log.files().facts();
            long limit = limit(log, facts, rule, nowMs);
            CleanPlan plan = CleanPlan.of(facts, log.line.cleanedBelow(), limit);
            boolean due = plan.dirtyRatio() > rule.minDirtyRatio() || overdue(log, facts, plan, rule, nowMs);
            return due && plan.dirtyBytes() > 0 ? new Dirty(log, plan) : null;
        } catch (IOException e) {
            giveUp(log, e);
            return null;
        }
    }

    /** What is to be cleaned has to be in an older segment, and known to be durable. */
    private void prepare(StoredLog log, long nowMs) throws IOException {
        LogFiles files = log.files();
        int segments = files.segmentCount();
        long patienceMs =
                Math.min(log.config().roll().ms(), log.config().compaction().maxLagMs());
        long begun = segments == 0 ? -1 : files.firstTimestamp(segments - 1);
        boolean rolled = begun >= 0 && nowMs - begun > patienceMs && files.roll();
        if (rolled || files.startOfNewest() > log.noted.bound().segmentBase()) {
            checkpointer.request(log);
        }
    }

    /** Nothing that is undecided, not known to be durable after a crash, in the newest segment, or too young. */
    private static long limit(StoredLog log, List<LogFiles.Facts> facts, LogConfig.Compaction rule, long nowMs)
            throws IOException {
        long limit = Math.min(log.stableOffset, log.noted.bound().segmentBase());
        for (int i = 0; i < facts.size() && rule.minLagMs() > 0; i++) {
            LogFiles.Facts segment = facts.get(i);
            if (segment.endOffset() > log.line.cleanedBelow()
                    && log.files().largestTimestamp(i) > nowMs - rule.minLagMs()) {
                return Math.min(limit, segment.baseOffset());
            }
        }
        return limit;
    }

    private static boolean overdue(
            StoredLog log, List<LogFiles.Facts> facts, CleanPlan plan, LogConfig.Compaction rule, long nowMs)
            throws IOException {
        for (int i = 0; i < plan.segments().size() && rule.maxLagMs() < Long.MAX_VALUE; i++) {
            if (facts.get(i).endOffset() > plan.dirtyFrom()) {
                long first = log.files().firstTimestamp(i);
                return first >= 0 && nowMs - first > rule.maxLagMs();
            }
        }
        return false;
    }

    private void begin(Dirty dirty) {
        StoredLog log = dirty.log;
        long end = dirty.plan.end();
        try {
            // The marker that decides on a batch may be durable, and in no segment yet.
            work.settle(log);
        } catch (IOException e) {
            work.failed(e);
            diskLoop.schedule(upkeep.compactCheckMs(), this::check);
            return;
        }
        work.note(log, end, () -> {
            log.line = log.line.compactedBelow(end);
            log.files().compactedBelow(end);
            LogConfig config = log.config();
            CleanRun begun = new CleanRun(
                    log.files(),
                    dirty.plan,
                    new CleanRun.Rules(
                            clock.nowMs(),
                            config.compaction().tombstoneMs(),
                            config.compaction().producerMs(),
                            config.segmentBytes(),
                            Math.min(upkeep.mapBytes(), Runtime.getRuntime().maxMemory() / 8)));
            run = begun;
            later(0, () -> slice(log, begun));
        });
    }

    private void later(long bytes, Runnable task) {
        double seconds = bytes / upkeep.bytesPerSecond();
        diskLoop.schedule(Math.max(1, (long) Math.min(60_000, seconds * 1000)), () -> {
            if (!stopped) {
                task.run();
            }
        });
    }

    private void slice(StoredLog log, CleanRun cleaning) {
        try {
            long bytes = cleaning.step(SLICE_BYTES);
            if (!cleaning.done()) {
                later(bytes, () -> slice(log, cleaning));
                return;
            }
            log.line = log.line.cleanedBelow(cleaning.cleanedBelow());
        } catch (SegmentGone e) {
            // Deleted meanwhile, whole or in part: the next look at it will tell.
            abandon(cleaning);
        } catch (IOException | CorruptBatch e) {
            if (cleaning.swapping() && e instanceof IOException failure) {
                work.halfDone(failure);
            } else if (e instanceof IOException full && DiskFull.is(full)) {
                LOG.warn("{} waits to be cleaned until there is room on the disk", log.id);
            } else {
                giveUp(log, e);
            }
            abandon(cleaning);
        }
        run = null;
        later(0, this::check);
    }

    private static void giveUp(StoredLog log, Exception why) {
        log.uncleanable = true;
        LOG.error("{} is not cleaned any more until the next start: {}", log.id, why.getMessage());
    }

    private static void abandon(CleanRun cleaning) {
        try {
            cleaning.abandon();
        } catch (IOException e) {
            LOG.warn("what a cleaning left is deleted at the next start", e);
        }
    }

    /** The disk failed: nothing of it is touched any more. */
    void giveUp() {
        stopped = true;
        run = null;
    }

    void stop() {
        stopped = true;
        CleanRun unfinished = run;
        if (unfinished != null) {
            abandon(unfinished);
        }
    }
}
