package io.millrace.streams.task;

import io.millrace.streams.operator.Counters;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.topology.SubTopology;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * One sub-topology over one partition of each of its source topics: batches in, records and state changes out. It has
 * no thread, clock, file or socket; whoever owns it calls it from one thread, one call at a time. <i>Loop-owned.</i>
 *
 * <p><b>Life</b>, in the order in which the owner must call:
 * <ol>
 *   <li>construct, with the global stores of the topology already read to their end;
 *   <li>for every store of {@link #changelogStores()}: {@link #restore} slices of its changelog partition (the one with
 *       the task's own partition number) from its start to the end offset as it was when the restore began;
 *   <li>for every partition of {@link #partitions()}: {@link #position} with the committed offset (or where the reset
 *       policy says);
 *   <li>then {@link #offer} and {@link #endOffset} as data arrives, and {@link #process} while {@link #hasWork}.
 * </ol>
 *
 * <p><b>Commit</b>: (1) {@link #flush()}, which pushes what buffered stores hold through the ports; (2) copy
 * {@link #consumed()} at once, before the next {@link #process}; (3) wait until everything handed to the ports so far
 * is acknowledged (processing may go on meanwhile: that belongs to the next commit); (4) commit the copied offsets.
 * A commit whose sends failed must not commit offsets: the task is closed without a commit and made anew from the
 * changelog and the last commit.
 *
 * <p><b>Failure</b>: a {@link io.millrace.streams.errors.StreamsException} out of {@link #process} or {@link #flush}
 * names task, topic, partition and offset. All records before that offset are wholly processed. When the failure was
 * the reading of a record ({@link #failedCleanly()}), nothing of the record itself was: flush and commit are still
 * allowed and leave the group at that record. Otherwise some effects of the record may be out: close without a commit.
 *
 * <p><b>Close</b>: after a commit for a clean one; {@link #close()} itself flushes nothing. It releases every slice that
 * is still held.
 *
 * <p><b>Slices</b>: what is offered is read in place and must stay unchanged until its release runs, which happens in
 * {@link #process} or {@link #close}, once, on the task's thread.
 */
public final class Task implements AutoCloseable {
    /**
     * With everything the task works with.
     *
     * @param globals the global stores of the topology, by store name; shared by all tasks
     */
    public Task(TaskId id, SubTopology sub, TaskPorts ports, TaskConfig config, Map<String, GlobalStore> globals) {
        throw new UnsupportedOperationException();
    }

    /** Which task this is. */
    public TaskId id() {
        throw new UnsupportedOperationException();
    }

    /** Its source partitions, by their full topic names. */
    public List<TopicPartition> partitions() {
        throw new UnsupportedOperationException();
    }

    /** Names of its stores that have a changelog, in topological order. */
    public List<String> changelogStores() {
        throw new UnsupportedOperationException();
    }

    /** The full topic name of a store's changelog. */
    public String changelogTopic(String store) {
        throw new UnsupportedOperationException();
    }

    /** Applies slices of whole batches of a store's changelog; they are no longer needed when it returns. */
    public void restore(String store, List<ByteBuffer> slices) {
        throw new UnsupportedOperationException();
    }

    /**
     * Says where a partition is read from; must precede its first offer. Records below the offset are skipped, as a
     * fetch begins with the batch that holds the offset.
     *
     * @param partitionTime from the commit's metadata, -1 when unknown
     */
    public void position(TopicPartition partition, long offset, long partitionTime) {
        throw new UnsupportedOperationException();
    }

    /**
     * Queues slices of whole v2 batches, in offset order.
     *
     * @param nextOffset the offset after the last of these slices
     * @param release runs once, when the slices are no longer needed
     */
    public void offer(TopicPartition partition, List<ByteBuffer> slices, long nextOffset, Runnable release) {
        throw new UnsupportedOperationException();
    }

    /**
     * Tells the high watermark of a partition, after every fetch answer that brings it, also an empty one. With several
     * partitions the task waits for those whose buffer is empty and that are not known to be read to their end, so that
     * records are taken in the order of their timestamps; a partition of which it was never told holds the others back
     * (with {@link TaskConfig#maxTaskIdleMs()} -1 it does not).
     */
    public void endOffset(TopicPartition partition, long highWatermark) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of slices held for a partition; a partition that holds enough should not be fetched further. */
    public int bufferedBytes(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #process} would push a record now (but for a full sink). */
    public boolean hasWork(long wallClockMs) {
        throw new UnsupportedOperationException();
    }

    /**
     * Pushes up to that many records, each through the whole sub-topology before the next, the partition with the
     * smallest head timestamp first; returns how many. Pauses early when the sink is full.
     */
    public int process(int maxRecords, long wallClockMs) {
        throw new UnsupportedOperationException();
    }

    /** Pushes what buffered stores hold through the rest of the chain, upstream stores first, oldest change first. */
    public void flush() {
        throw new UnsupportedOperationException();
    }

    /** How far each partition has come, exact to the record. A fresh map. */
    public Map<TopicPartition, Consumed> consumed() {
        throw new UnsupportedOperationException();
    }

    /** The largest timestamp processed, -1 when none. */
    public long streamTime() {
        throw new UnsupportedOperationException();
    }

    /** Whether something changed since the last {@link #flush}: a record processed or skipped. */
    public boolean commitNeeded() {
        throw new UnsupportedOperationException();
    }

    /** Whether the task failed on a record of which nothing was processed; see the class comment. */
    public boolean failedCleanly() {
        throw new UnsupportedOperationException();
    }

    /**
     * A store's read access for interactive queries, typed as Kafka Streams' (a {@code ReadOnlyKeyValueStore} or
     * {@code ReadOnlyWindowStore}); null when the task has no such store. Only on the task's thread.
     */
    public @org.jspecify.annotations.Nullable StateStore store(String name) {
        throw new UnsupportedOperationException();
    }

    /** What the task has done so far. */
    public Counters counters() {
        throw new UnsupportedOperationException();
    }

    /** Releases every slice still held; flushes nothing. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
