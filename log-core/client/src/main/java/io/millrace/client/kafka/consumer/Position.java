package io.millrace.client.kafka.consumer;

import java.util.ArrayDeque;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assigned partition as the user sees it. Owned by the user's thread.
 *
 * <pre>
 * COMMITTED? --asked--> ASKED --found--> READY;  --none--> RESET?
 * RESET? --asked--> ASKED --found--> READY;  READY --out of range, seek to an end--> RESET?
 * any --seek--> READY
 * </pre>
 */
final class Position {
    /** Where it stands. */
    enum State {
        COMMITTED_WANTED,
        RESET_WANTED,
        ASKED,
        READY
    }

    final TopicPartition partition;
    /** What arrived while paused. */
    final ArrayDeque<Delivery> parked = new ArrayDeque<>();

    State state = State.COMMITTED_WANTED;
    /** Of ListOffsets: where a reset goes. */
    long resetTo;
    /** The next to give out, or -1. */
    long offset = -1;

    Optional<Integer> epoch = Optional.empty();
    long highWatermark = -1;
    long lastStableOffset = -1;
    boolean paused;
    /** Its owner is being told that it goes: nothing more is given out. */
    boolean going;

    boolean assigned = true;
    /** Grows with each move: what was asked or fetched before is dropped. */
    int version;

    @Nullable
    RuntimeException failure;

    Position(TopicPartition partition) {
        this.partition = partition;
    }

    void ready(long newOffset, Optional<Integer> newEpoch) {
        state = State.READY;
        offset = newOffset;
        epoch = newEpoch;
        failure = null;
    }

    void reset(long to) {
        version++;
        state = State.RESET_WANTED;
        resetTo = to;
        offset = -1;
        failure = null;
    }

    /** Whether it stands somewhere. */
    boolean known() {
        return state == State.READY && offset >= 0;
    }

    OffsetAndMetadata consumed() {
        return new OffsetAndMetadata(offset, epoch, "");
    }
}
