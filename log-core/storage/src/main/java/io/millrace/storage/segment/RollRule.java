package io.millrace.storage.segment;

import io.millrace.wire.record.BatchHeader;
import java.io.IOException;

/**
 * When a new segment is begun. Time is told by the batches, as in Apache Kafka, so that a log that is written again gets
 * the same segments. <i>Immutable.</i>
 *
 * @param bytes before a segment passes this size
 * @param ms when its first batch is older than the next one by more than that
 * @param jitterMs how much earlier than that at most
 */
record RollRule(int bytes, long ms, long jitterMs) {
    static long timestamp(BatchBytes batch) {
        return BatchHeader.maxTimestamp(batch.buffer(), batch.position());
    }

    /** Whether the batch may still go into the segment. */
    boolean fits(Segment active, BatchBytes batch) throws IOException {
        long lastOffset = BatchHeader.lastOffset(batch.buffer(), batch.position());
        return active.sizeBytes() == 0
                || (active.sizeBytes() + batch.size() <= bytes
                        && lastOffset - active.baseOffset() <= Integer.MAX_VALUE
                        && !agedOut(active, active.firstTimestamp(), batch));
    }

    /** Whether the batch comes too late for a segment whose first one has that timestamp. */
    boolean agedOut(Segment active, long first, BatchBytes batch) {
        long timestamp = timestamp(batch);
        if (ms == Long.MAX_VALUE || timestamp < 0 || first < 0) {
            return false;
        }
        // Spread by what the segment is, not by chance: a simulated world must repeat.
        long spread = jitterMs == 0 ? 0 : Math.floorMod(31L * active.path().hashCode(), jitterMs);
        return timestamp - first > ms - spread;
    }
}
