package io.millrace.streams.task;

import io.millrace.base.Check;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.operator.Chain;
import io.millrace.streams.operator.Counters;
import io.millrace.streams.operator.FlushStep;
import io.millrace.streams.operator.GlobalLookup;
import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.operator.TaskContext;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.store.Table;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import io.millrace.wire.record.CorruptBatch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

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
    private final TaskId id;
    private final TaskConfig config;
    private final TaskContext context;
    private final Chain chain;
    private final Map<TopicPartition, Input> byPartition = new LinkedHashMap<>();
    private final Input[] inputs;
    private final FlushStep[] flushes;
    private final Table[] buffered;
    private final RecordSink sink;
    private long streamTime = -1;
    private long idleSince = -1;
    private boolean commitNeeded;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        /** Stopped at a record of which nothing was processed. */
        FAILED_CLEANLY,
        FAILED,
        CLOSED
    }

    /**
     * With everything the task works with.
     *
     * @param globals the global stores of the topology, by store name; shared by all tasks
     */
    public Task(TaskId id, SubTopology sub, TaskPorts ports, TaskConfig config, Map<String, GlobalStore> globals) {
        this.id = id;
        this.config = config;
        this.sink = ports.records();
        this.context = new TaskContext(
                id,
                config.applicationId(),
                ports.records(),
                ports.changelog(),
                config.cacheMaxBytes(),
                config.deserializationHandler(),
                config.processingHandler(),
                config.productionHandler());
        Map<String, GlobalLookup> lookups = new HashMap<>();
        globals.forEach((name, store) -> lookups.put(name, store.lookup()));
        this.chain = new Chain(
                sub,
                context,
                config.defaultKeySerde(),
                config.defaultValueSerde(),
                config.defaultTimestampExtractor(),
                lookups);
        chain.sources().forEach((topic, source) -> {
            TopicPartition partition = new TopicPartition(topic, id.partition());
            byPartition.put(partition, new Input(partition, source));
        });
        this.inputs = byPartition.values().toArray(Input[]::new);
        this.flushes = chain.flushes().toArray(FlushStep[]::new);
        this.buffered = chain.stores().values().stream()
                .map(Chain.Store::table)
                .filter(Table::buffered)
                .toArray(Table[]::new);
    }

    /** Which task this is. */
    public TaskId id() {
        return id;
    }

    /** Its source partitions, by their full topic names. */
    public List<TopicPartition> partitions() {
        return List.copyOf(byPartition.keySet());
    }

    /** Names of its stores that have a changelog, in topological order. */
    public List<String> changelogStores() {
        return chain.stores().values().stream()
                .map(Chain.Store::spec)
                .filter(StoreSpec::logging)
                .map(StoreSpec::name)
                .toList();
    }

    /** The full topic name of a store's changelog. */
    public String changelogTopic(String store) {
        return storeOf(store).changelogTopic();
    }

    /** Applies slices of whole batches of a store's changelog; they are no longer needed when it returns. */
    public void restore(String store, List<ByteBuffer> slices) {
        Table table = storeOf(store).table();
        BatchRecords.forEach(slices, (record, array, base) -> {
            Check.that(record.keySize() >= 0, "changelog of %s: no key at offset %d", store, record.offset());
            table.restore(
                    array,
                    base + record.keyPosition(),
                    record.keySize(),
                    record.valueSize() < 0 ? null : array,
                    base + record.valuePosition(),
                    record.valueSize(),
                    record.timestamp());
        });
    }

    /**
     * Says where a partition is read from; must precede its first offer. A partition that never gets a position is taken
     * not to exist, as where one source topic has fewer partitions than another: it is not waited for. Records below the offset are skipped, as a
     * fetch begins with the batch that holds the offset.
     *
     * @param partitionTime from the commit's metadata, -1 when unknown
     */
    public void position(TopicPartition partition, long offset, long partitionTime) {
        input(partition).position(offset, partitionTime);
        streamTime = Math.max(streamTime, partitionTime);
    }

    /**
     * Queues slices of whole v2 batches, in offset order.
     *
     * @param nextOffset the offset after the last of these slices
     * @param release runs once, when the slices are no longer needed
     */
    public void offer(TopicPartition partition, List<ByteBuffer> slices, long nextOffset, Runnable release) {
        input(partition).offer(slices, nextOffset, release);
    }

    /**
     * Tells the high watermark of a partition, after every fetch answer that brings it, also an empty one. With several
     * partitions the task waits for those whose buffer is empty and that are not known to be read to their end, so that
     * records are taken in the order of their timestamps; a partition of which it was never told holds the others back
     * (with {@link TaskConfig#maxTaskIdleMs()} -1 it does not).
     */
    public void endOffset(TopicPartition partition, long highWatermark) {
        input(partition).endOffset(highWatermark);
    }

    /** Bytes of slices held for a partition; a partition that holds enough should not be fetched further. */
    public int bufferedBytes(TopicPartition partition) {
        return input(partition).bufferedBytes();
    }

    /** Whether {@link #process} would push a record now (but for a full sink). */
    public boolean hasWork(long wallClockMs) {
        boolean any = false;
        for (Input input : inputs) {
            any |= input.hasData();
        }
        return any && mayStart(wallClockMs);
    }

    /**
     * Pushes up to that many records, each through the whole sub-topology before the next, the partition with the
     * smallest head timestamp first; returns how many. Pauses early when the sink is full.
     */
    public int process(int maxRecords, long wallClockMs) {
        Check.that(state == State.OPEN, "task %s processes while %s", id, state);
        int done = 0;
        try {
            for (Input input : inputs) {
                advance(input, wallClockMs);
            }
            while (done < maxRecords && !sink.full() && mayStart(wallClockMs)) {
                Input first = first();
                if (first == null) {
                    break;
                }
                done += run(first, maxRecords - done, wallClockMs);
            }
        } catch (RuntimeException | Error e) {
            state = state == State.FAILED_CLEANLY ? state : State.FAILED;
            throw e;
        }
        return done;
    }

    /** Pushes what buffered stores hold through the rest of the chain, upstream stores first, oldest change first. */
    public void flush() {
        for (FlushStep flush : flushes) {
            flush.flush();
        }
        commitNeeded = false;
    }

    /** How far each partition with a position has come, exact to the record. A fresh map. */
    public Map<TopicPartition, Consumed> consumed() {
        Map<TopicPartition, Consumed> consumed = new HashMap<>();
        byPartition.forEach((partition, input) -> {
            if (input.exists()) {
                consumed.put(partition, input.consumed());
            }
        });
        return consumed;
    }

    /** The largest timestamp processed, -1 when none. */
    public long streamTime() {
        return streamTime;
    }

    /** Whether something changed since the last {@link #flush}: a record processed or skipped. */
    public boolean commitNeeded() {
        return commitNeeded;
    }

    /** Whether the task failed on a record of which nothing was processed; see the class comment. */
    public boolean failedCleanly() {
        return state == State.FAILED_CLEANLY;
    }

    /**
     * A store's read access for interactive queries, typed as Kafka Streams' (a {@code ReadOnlyKeyValueStore} or
     * {@code ReadOnlyWindowStore}); null when the task has no such store. Only on the task's thread.
     */
    public @Nullable StateStore store(String name) {
        Chain.Store store = chain.stores().get(name);
        return store == null ? null : StoreViews.of(store, () -> Math.max(0, streamTime));
    }

    /** What the task has done so far. */
    public Counters counters() {
        return context.counters();
    }

    /** Releases every slice still held; flushes nothing. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        for (Input input : inputs) {
            input.close();
        }
    }

    /** Pushes records of one input until another's head is smaller. */
    private int run(Input input, int maxRecords, long wallClockMs) {
        long bound = bound(input);
        int done = 0;
        commitNeeded = true;
        do {
            streamTime = Math.max(streamTime, input.headTime());
            input.push();
            done++;
            context.counters().processed++;
            if (buffered.length > 0) {
                keepBudget();
            }
        } while (advance(input, wallClockMs) && done < maxRecords && input.headTime() <= bound && !sink.full());
        return done;
    }

    private boolean advance(Input input, long wallClockMs) {
        if (input.hasHead()) {
            return true;
        }
        long before = input.offset();
        try {
            return input.advance(wallClockMs);
        } catch (CorruptBatch e) {
            state = State.FAILED_CLEANLY;
            throw new StreamsException("task " + id + " stops at " + input + ": " + e.getMessage(), e, id);
        } catch (RuntimeException e) {
            state = State.FAILED_CLEANLY;
            throw e;
        } finally {
            commitNeeded |= input.offset() != before;
        }
    }

    /** What buffered stores hold beyond their budget goes out, all of it: a flush of its own between two commits. */
    private void keepBudget() {
        long bytes = 0;
        for (Table table : buffered) {
            bytes += table.dirtyBytes();
        }
        if (bytes > config.cacheMaxBytes()) {
            for (FlushStep flush : flushes) {
                flush.flush();
            }
        }
    }

    private @Nullable Input first() {
        Input first = null;
        for (Input input : inputs) {
            if (input.hasHead() && (first == null || input.headTime() < first.headTime())) {
                first = input;
            }
        }
        return first;
    }

    /**
     * Up to which head time an input stays {@link #first()}. Of equal times the first input's wins always, so that the
     * order does not depend on how batches were cut.
     */
    private long bound(Input self) {
        long bound = Long.MAX_VALUE;
        boolean before = true;
        for (Input input : inputs) {
            if (input == self) {
                before = false;
            } else if (input.hasHead()) {
                bound = Math.min(bound, before ? input.headTime() - 1 : input.headTime());
            }
        }
        return bound;
    }

    /** Whether no partition without data has to be waited for. */
    private boolean mayStart(long wallClockMs) {
        if (inputs.length == 1 || config.maxTaskIdleMs() < 0) {
            return true;
        }
        boolean empty = false;
        for (Input input : inputs) {
            if (input.exists() && !input.hasData()) {
                if (!input.caughtUp()) {
                    return false;
                }
                empty = true;
            }
        }
        if (!empty || config.maxTaskIdleMs() == 0) {
            idleSince = -1;
            return true;
        }
        if (idleSince < 0) {
            idleSince = wallClockMs;
        }
        return wallClockMs - idleSince >= config.maxTaskIdleMs();
    }

    private Input input(TopicPartition partition) {
        Input input = byPartition.get(partition);
        return Objects.requireNonNull(input, () -> "task " + id + " has no partition " + partition);
    }

    private Chain.Store storeOf(String name) {
        Chain.Store store = chain.stores().get(name);
        return Objects.requireNonNull(store, () -> "task " + id + " has no store " + name);
    }
}
