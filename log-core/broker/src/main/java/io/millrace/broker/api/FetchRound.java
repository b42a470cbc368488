package io.millrace.broker.api;

import io.millrace.base.Loop;
import io.millrace.broker.partition.FetchWaiter;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Partitions.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One fetch: reads its partitions on their loops and, when that is too little, waits for more. <i>Loop-owned</i> by the
 * connection's loop.
 *
 * <pre>
 * READING --enough, an error, or no time--> DONE
 * READING --too little--> WAITING --enough became visible, or time is up--> READING
 * </pre>
 */
final class FetchRound implements FetchWaiter {
    private enum Phase {
        READING,
        WAITING,
        DONE
    }

    private final Loop loop;
    private final List<FetchPart> parts;
    private final FetchLimits limits;
    private final Consumer<List<FetchPart>> finished;
    private final Map<Shard, List<FetchPart>> byShard = new LinkedHashMap<>();
    private Phase phase = Phase.READING;
    private int shardsLeft;
    private boolean mayWait;
    private boolean enrolled;
    /** Became visible since the reading began; what was read as well counts twice, which costs a reading, no more. */
    private long told;
    /** A guess, never too low, at what a reading would find. */
    private long bytes;

    private Loop.@Nullable Timer timer;

    /**
     * How much, and how long.
     *
     * @param minBytes answered as soon as there is so much
     * @param maxBytes not more than this, unless the first batch alone is larger
     * @param maxWaitMs answered with what there is after this time
     * @param mayStayInFiles the answer is sent, and not read in this process
     * @param committedOnly what becomes visible may make more readable than itself: a marker, all before it
     */
    record FetchLimits(int minBytes, int maxBytes, int maxWaitMs, boolean mayStayInFiles, boolean committedOnly) {}

    FetchRound(Loop loop, List<FetchPart> parts, FetchLimits limits, Consumer<List<FetchPart>> finished) {
        this.loop = loop;
        this.parts = parts;
        this.limits = limits;
        this.finished = finished;
        this.mayWait = limits.maxWaitMs() > 0;
        for (FetchPart part : parts) {
            Shard shard = part.shard();
            if (shard == null) {
                mayWait = false;
            } else {
                byShard.computeIfAbsent(shard, s -> new ArrayList<>()).add(part);
            }
        }
    }

    void start() {
        if (mayWait) {
            timer = loop.schedule(limits.maxWaitMs(), this::timeIsUp);
        }
        read();
    }

    /** From a partition's loop: posted, so that all that becomes visible in one turn makes one answer. */
    @Override
    public void visible(int more) {
        loop.execute(() -> {
            told += more;
            bytes += more;
            mayWait &= more > 0;
            if (phase == Phase.WAITING && (!mayWait || limits.committedOnly() || bytes >= limits.minBytes())) {
                read();
            }
        });
    }

    private void timeIsUp() {
        mayWait = false;
        if (phase == Phase.WAITING) {
            read();
        }
    }

    private void read() {
        phase = Phase.READING;
        told = 0;
        shardsLeft = byShard.size();
        if (shardsLeft == 0) {
            decide();
            return;
        }
        boolean enrol = mayWait && !enrolled;
        enrolled |= enrol;
        byShard.forEach((shard, its) -> shard.loop().run(() -> readShard(shard, its, enrol)));
    }

    private void readShard(Shard shard, List<FetchPart> its, boolean enrol) {
        if (enrol) {
            // Before reading: what becomes visible in between is told, not missed.
            its.forEach(part -> withPartition(part, partition -> partition.addWaiter(this)));
        }
        new ShardReading(shard.loop(), its, limits, () -> loop.run(this::shardDone)).go();
    }

    private void shardDone() {
        if (--shardsLeft == 0) {
            decide();
        }
    }

    private void decide() {
        long found = 0;
        boolean urgent = false;
        for (FetchPart part : parts) {
            found += part.bytes();
            urgent |= part.urgent();
        }
        if (!mayWait || urgent || found >= limits.minBytes()) {
            finish();
            return;
        }
        bytes = told + found;
        if (limits.committedOnly() ? told > 0 : bytes >= limits.minBytes()) {
            read(); // enough came while the others were read
        } else {
            phase = Phase.WAITING;
        }
    }

    private void finish() {
        phase = Phase.DONE;
        Loop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
        if (enrolled) {
            byShard.forEach((shard, its) -> shard.loop()
                    .run(() -> its.forEach(part -> withPartition(part, partition -> partition.removeWaiter(this)))));
        }
        trim();
        finished.accept(parts);
    }

    /** Every loop read within the whole budget; together they may have read more. */
    private void trim() {
        long total = 0;
        for (FetchPart part : parts) {
            boolean firstWithRecords = total == 0;
            int allowed = (int) Math.min(part.maxBytes(), limits.maxBytes() - total);
            if (part.bytes() > 0 && !firstWithRecords && part.bytes() > allowed) {
                part.release();
            }
            total += part.bytes();
        }
    }

    private static void withPartition(FetchPart part, Consumer<Partition> action) {
        Partition partition = part.partition();
        if (partition != null) {
            action.accept(partition);
        }
    }
}
