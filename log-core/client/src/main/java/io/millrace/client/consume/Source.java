package io.millrace.client.consume;

import java.util.ArrayDeque;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One assigned partition: where its reader is, where its fetches are, and what lies between. <i>Loop-owned.</i> */
final class Source {
    final TopicPartition partition;
    /** Arrived while paused, or paused since. */
    final ArrayDeque<Slice> parked = new ArrayDeque<>();
    /** After what was polled. */
    long position;
    /** After what has arrived. */
    long fetchOffset;
    /** Arrived and not closed. */
    int heldBytes;

    /** Of the last record that arrived, or as the position was given; -1 unknown. */
    int epoch = -1;

    /** Of the leader that was last known to have what was read; -1 none. */
    int checkedEpoch = -1;

    long highWatermark = -1;
    boolean paused;
    boolean inFlight;
    boolean outOfRange;
    /** The log lost what was read: its reader decides where to go on. */
    boolean truncated;

    boolean assigned = true;
    long retryNotBeforeNanos;
    boolean backingOff;
    int failures;
    /** Grows with each seek: an answer to an older fetch is dropped. */
    int version;

    @Nullable
    Throwable failure;

    Source(TopicPartition partition, long offset) {
        this.partition = partition;
        this.position = offset;
        this.fetchOffset = offset;
    }

    void moveTo(long offset) {
        position = offset;
        fetchOffset = offset;
        epoch = -1;
        checkedEpoch = -1;
        outOfRange = false;
        truncated = false;
        backingOff = false;
        failure = null;
        version++;
    }

    boolean maySend(long now, int maxHeldBytes) {
        return !inFlight
                && !paused
                && !outOfRange
                && !truncated
                && failure == null
                && heldBytes < maxHeldBytes
                && (!backingOff || retryNotBeforeNanos - now <= 0);
    }
}
