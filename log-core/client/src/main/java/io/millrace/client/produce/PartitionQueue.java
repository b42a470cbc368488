package io.millrace.client.produce;

import io.millrace.base.Endpoint;
import io.millrace.wire.record.Compression;
import java.util.ArrayDeque;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition's batches in their order: those on the way, then those to be sent, then the open one; and its sequence
 * numbers. What keeps the order:
 * <ul>
 * <li>a batch that is sent again goes alone: what was before it has ended, so nothing is overtaken; and nothing follows
 * before it is acknowledged, since it may be stored already, and a leader knows only the last five batches again;
 * <li>until the first batch of an epoch is acknowledged only one is on the way, as a leader without state for this
 * producer accepts any sequence;
 * <li>while batches are on the way to one leader, none goes to another.
 * </ul>
 * A gap that stays (a batch failed for good, and the leader refuses its follower as out of order) begins a new epoch of
 * this partition: only then is it certain that no follower was stored. <i>Loop-owned.</i>
 */
final class PartitionQueue {
    final TopicAppender topic;
    final int partition;
    final ArrayDeque<Batch> inFlight = new ArrayDeque<>();
    private final ArrayDeque<Batch> queued = new ArrayDeque<>();
    private final int maxInFlight;

    @Nullable
    Batch open;
    /** Whether the sender has it on its list. */
    boolean enlisted;

    long retryNotBeforeNanos;
    boolean backingOff;
    private @Nullable Endpoint inFlightTo;
    private final TopicPartition name;
    private short epoch;
    private int generation = -1;
    private boolean epochKnown;
    private boolean gap;
    private int nextSequence;

    PartitionQueue(TopicAppender topic, int partition, int maxInFlight) {
        this.topic = topic;
        this.partition = partition;
        this.maxInFlight = maxInFlight;
        this.name = new TopicPartition(topic.name(), partition);
    }

    TopicPartition name() {
        return name;
    }

    /** A batch is complete and waits to be sent. */
    void add(Batch batch) {
        queued.add(batch);
    }

    @Nullable
    Batch head() {
        return queued.peek();
    }

    boolean isEmpty() {
        return queued.isEmpty();
    }

    /** Whether the order lets the head be sent to that leader now. */
    boolean maySend(Endpoint leader) {
        Batch head = queued.peek();
        if (head == null) {
            return false;
        }
        Batch first = inFlight.peek();
        if (first == null) {
            return true;
        }
        return first.attempts == 1
                && head.attempts == 0
                && !gap
                && epochKnown
                && inFlight.size() < maxInFlight
                && leader.equals(inFlightTo);
    }

    /** Numbers and finishes the head unless it is, and takes it out as sent. */
    Batch send(Endpoint leader, Numbering numbering) {
        Batch head = queued.remove();
        if (generation != numbering.generation()) {
            begin(numbering);
        }
        if (!head.finished()) {
            head.finish(
                    numbering.producerId(),
                    epoch,
                    numbering.idempotent() ? nextSequence : -1,
                    numbering.compression(),
                    numbering.transactional());
            nextSequence = after(nextSequence, head.recordCount());
        }
        head.attempts++;
        head.inFlight = true;
        inFlight.add(head);
        inFlightTo = leader;
        backingOff = false;
        return head;
    }

    /** The producer has another id or epoch: numbers begin again. */
    private void begin(Numbering numbering) {
        generation = numbering.generation();
        epoch = numbering.epoch();
        nextSequence = 0;
        epochKnown = false;
        gap = false;
    }

    /** An answer for a batch on the way arrived, of whatever kind. */
    void answered(Batch batch) {
        batch.inFlight = false;
        inFlight.remove(batch);
    }

    /** The leader has it: its epoch is known there. */
    void acknowledged() {
        epochKnown = true;
    }

    /** Whether every batch of a lower number has ended: a sequence error is then a gap, and not an echo of another error. */
    boolean isLowest(Batch batch) {
        Batch first = inFlight.peek();
        Batch head = queued.peek();
        return (first == null || first.number >= batch.number) && (head == null || head.number >= batch.number);
    }

    /** Puts a batch back that is to be sent again, at its place. */
    void requeue(Batch batch) {
        ArrayDeque<Batch> before = new ArrayDeque<>();
        while (!queued.isEmpty() && queued.element().number < batch.number) {
            before.add(queued.remove());
        }
        queued.addFirst(batch);
        while (!before.isEmpty()) {
            queued.addFirst(before.removeLast());
        }
    }

    /** Takes a batch out that ended before it was answered; one on the way keeps its place until then. */
    void drop(Batch batch) {
        queued.remove(batch);
    }

    /** The leader misses a batch that will not come: a new epoch begins when nothing is on the way. */
    void gap() {
        gap = true;
    }

    /** Begins the new epoch, if one is due and possible now; false when the epochs are used up. */
    boolean closeGap() {
        if (!gap || !inFlight.isEmpty()) {
            return true;
        }
        if (epoch == Short.MAX_VALUE) {
            return false;
        }
        gap = false;
        epochKnown = false;
        epoch++;
        nextSequence = 0;
        for (Batch batch : queued) {
            if (batch.finished()) {
                batch.renumber(epoch, nextSequence);
                nextSequence = after(nextSequence, batch.recordCount());
            }
        }
        return true;
    }

    /** Sequence numbers go round from the largest int to 0. */
    static int after(int sequence, int count) {
        return sequence > Integer.MAX_VALUE - count ? count - (Integer.MAX_VALUE - sequence) - 1 : sequence + count;
    }

    /** What a batch is numbered with when it is first sent. */
    interface Numbering {
        /** Another one for each id and epoch given by the cluster. */
        int generation();

        boolean transactional();

        long producerId();

        short epoch();

        boolean idempotent();

        Compression compression();
    }
}
