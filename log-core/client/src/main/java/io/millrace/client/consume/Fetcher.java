package io.millrace.client.consume;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the assigned partitions from their leaders ahead of the caller, within {@code fetch.max.bytes}; new leaders are
 * found, and connections made again, without the caller noticing. Isolation is read_uncommitted. <i>Loop-owned:</i> every
 * method is called on the client's loop, every listener runs there. Work is done when the loop is turned.
 */
public final class Fetcher implements AutoCloseable {
    Fetcher() {}

    /** Replaces the assignment: positions by partition. What was fetched of a partition that stays at its place is kept. */
    public void assign(Map<TopicPartition, Long> positions) {
        throw new UnsupportedOperationException();
    }

    /** Adds a partition at the offset; one that is assigned already moves there, as {@link #seek}. */
    public void add(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    /** Takes the partition out; what was fetched and not polled is dropped, what was polled stays valid until closed. */
    public void remove(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** Moves to the offset; what was fetched and not polled is dropped. Ends an {@link OutOfRange}. */
    public void seek(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    /** From now on poll gives nothing of these, and they are not fetched; what is fetched already waits. */
    public void pause(Collection<TopicPartition> partitions) {
        throw new UnsupportedOperationException();
    }

    /** Undoes {@link #pause}. */
    public void resume(Collection<TopicPartition> partitions) {
        throw new UnsupportedOperationException();
    }

    /** What is assigned. */
    public Set<TopicPartition> assignment() {
        throw new UnsupportedOperationException();
    }

    /** The offset after the last slice that poll gave, or the one asked for; -1 when not assigned. */
    public long position(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** End of the partition as last heard from its leader; -1 when not yet heard. */
    public long highWatermark(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** The next slice in order of arrival, or null when none is there now. The caller closes it. */
    public @Nullable Fetched poll() {
        throw new UnsupportedOperationException();
    }

    /** Runs on the loop when there is something to poll after there was nothing. One listener. */
    public void onArrival(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the partitions whose position lies outside their log. Such a partition is not fetched until the caller seeks
     * or removes it. One listener; without one, {@link #failure} gets an OffsetOutOfRangeException.
     */
    public void onOutOfRange(OutOfRange listener) {
        throw new UnsupportedOperationException();
    }

    /** Why a partition cannot be fetched at all (authorisation, a corrupt log), or null; it stays until removed. */
    public @Nullable Throwable failure() {
        throw new UnsupportedOperationException();
    }

    /** Fetches no more. What was polled stays valid until closed. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Decides where to go on. */
    @FunctionalInterface
    public interface OutOfRange {
        /** The partition's log begins after, or ends before, the position. */
        void outOfRange(TopicPartition partition, long position);
    }
}
