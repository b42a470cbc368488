package io.millrace.storage.log;

import io.millrace.base.Check;

/**
 * What a topic may choose for its logs. <i>Immutable.</i>
 *
 * @param durability what stands behind an acknowledgement
 * @param roll when a new segment file is begun
 * @param retention what is deleted because it is old, or too much
 * @param compaction what is deleted because a newer record has its key
 * @param fileDeleteDelayMs how long files that are no longer part of the log stay on the disk
 */
public record LogConfig(
        Durability durability, Roll roll, Retention retention, Compaction compaction, long fileDeleteDelayMs) {

    /**
     * When a new segment file is begun.
     *
     * @param bytes before this size is passed
     * @param ms when its first batch is older than that
     * @param jitterMs how much earlier than that at most, so that not all logs roll at once
     */
    public record Roll(int bytes, long ms, long jitterMs) {
        /** By size alone. */
        public static Roll bySize(int bytes) {
            return new Roll(bytes, Long.MAX_VALUE, 0);
        }
    }

    /**
     * What is deleted, whole segments at a time.
     *
     * @param delete whether anything is
     * @param ms segments whose newest record is older than that; -1 for none
     * @param bytes the oldest segments without which the log still has that size; -1 for none
     */
    public record Retention(boolean delete, long ms, long bytes) {
        /** Deletes nothing. */
        public static final Retention KEEP = new Retention(false, -1, -1);
    }

    /**
     * How a log is cleaned of records whose key has a newer one.
     *
     * @param compact whether it is
     * @param minDirtyRatio how much of the log must be new since it was cleaned
     * @param minLagMs how long a record stays at least
     * @param maxLagMs after which time a record is cleaned whatever the ratio
     * @param tombstoneMs how long tombstones and transaction markers stay after they were cleaned first
     * @param producerMs how long the last batch of an idempotent producer keeps its sequence number
     */
    public record Compaction(
            boolean compact, double minDirtyRatio, long minLagMs, long maxLagMs, long tombstoneMs, long producerMs) {
        /** Cleans nothing. */
        public static final Compaction NONE = new Compaction(false, 0.5, 0, Long.MAX_VALUE, 86_400_000, 86_400_000);
    }

    /** Refuses what cannot work. */
    public LogConfig {
        Check.that(roll.bytes() >= 1024, "a segment of %d bytes is too small", roll.bytes());
        Check.that(roll.ms() > 0, "a segment of %d ms makes no sense", roll.ms());
    }

    /** A log that keeps all, in segments of that size. */
    public static LogConfig keeping(Durability durability, int segmentBytes) {
        return new LogConfig(durability, Roll.bySize(segmentBytes), Retention.KEEP, Compaction.NONE, 60_000);
    }

    /** The same, but it deletes and compacts nothing. */
    public LogConfig keepingAll() {
        return new LogConfig(durability, roll, Retention.KEEP, Compaction.NONE, fileDeleteDelayMs);
    }

    /** A new segment is begun before this size is passed. */
    public int segmentBytes() {
        return roll.bytes();
    }
}
