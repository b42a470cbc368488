package io.millrace.streams.runtime;

import io.millrace.base.Clock;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.Offset;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.task.Consumed;
import io.millrace.streams.task.Task;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** A task that a thread runs, with what the rim knows of it: its committed positions and its paused partitions. */
final class ActiveTask {
    private static final int MAX_RECORDS_PER_STEP = 4096;
    private static final long LONG_STEP_NANOS = 20_000_000;
    private static final long SHORT_STEP_NANOS = 5_000_000;

    private final Task task;
    private final Fetcher fetcher;
    private final List<TopicPartition> partitions;
    private final int pauseAboveBytes;
    private final Map<TopicPartition, Offset> committed = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private int recordsPerStep = MAX_RECORDS_PER_STEP;
    private boolean entered;

    /**
     * Not yet fetching.
     *
     * @param partitions those of the task's that exist
     * @param pauseAboveBytes what it may hold of a partition before that partition is paused
     */
    ActiveTask(Task task, Fetcher fetcher, List<TopicPartition> partitions, int pauseAboveBytes) {
        this.task = task;
        this.fetcher = fetcher;
        this.partitions = partitions;
        this.pauseAboveBytes = pauseAboveBytes;
    }

    TaskId id() {
        return task.id();
    }

    Task task() {
        return task;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    /** Begins to read: each partition at its committed position, or at the one found by the reset policy. */
    void begin(Map<TopicPartition, Offset> positions, Map<TopicPartition, Long> endOffsets) {
        for (TopicPartition partition : partitions) {
            Offset at = positions.get(partition);
            if (at == null) {
                throw new StreamsException("partition " + partition + " has no position", id());
            }
            task.position(partition, at.offset(), PartitionTime.decode(at.metadata()));
            long end = endOffsets.getOrDefault(partition, at.offset());
            task.endOffset(partition, end);
            ends.put(partition, end);
            fetcher.add(partition, at.offset());
        }
    }

    /** Says what is committed already, so that only progress is committed. */
    void knownCommitted(Map<TopicPartition, Offset> offsets) {
        offsets.forEach((partition, offset) -> {
            if (partitions.contains(partition)) {
                committed.put(partition, offset);
            }
        });
    }

    /** Hands a slice over; it is closed when the task has processed it. */
    void offer(Fetched fetched) {
        TopicPartition partition = fetched.partition();
        heardEnd(partition, fetched.highWatermark());
        task.offer(partition, fetched.slices(), fetched.nextOffset(), fetched::close);
        if (task.bufferedBytes(partition) > pauseAboveBytes && paused.add(partition)) {
            fetcher.pause(Set.of(partition));
        }
    }

    /**
     * One step: as many records as take a few milliseconds. The thread's loop, and with it the heartbeat, is turned
     * between steps, so that slow functions of the user must make them shorter.
     */
    int step(Clock clock, long wallClockMs) {
        long begun = clock.nanos();
        entered = true;
        int records = task.process(recordsPerStep, wallClockMs);
        entered = false;
        long tookNanos = clock.nanos() - begun;
        if (tookNanos > LONG_STEP_NANOS) {
            recordsPerStep = Math.max(1, recordsPerStep / 2);
        } else if (tookNanos < SHORT_STEP_NANOS && recordsPerStep < MAX_RECORDS_PER_STEP) {
            recordsPerStep *= 2;
        }
        return records;
    }

    /** Pushes what buffered stores hold to the sink, if there is news since the last time. */
    void flush() {
        if (task.commitNeeded()) {
            entered = true;
            task.flush();
            entered = false;
        }
    }

    /** Whether it threw in the middle of a record, so that its positions must not be committed. */
    boolean broken() {
        return entered && !task.failedCleanly();
    }

    /** Learns ends that came without records, and lets paused partitions go on that have room again. */
    void lookAround() {
        if (partitions.size() > 1) {
            for (TopicPartition partition : partitions) {
                heardEnd(partition, fetcher.highWatermark(partition));
            }
        }
        if (!paused.isEmpty()) {
            paused.removeIf(partition -> {
                boolean roomAgain = task.bufferedBytes(partition) <= pauseAboveBytes / 2;
                if (roomAgain) {
                    fetcher.resume(Set.of(partition));
                }
                return roomAgain;
            });
        }
    }

    private void heardEnd(TopicPartition partition, long end) {
        Long before = end < 0 ? Long.valueOf(end) : ends.put(partition, end);
        if (before == null || before != end) {
            task.endOffset(partition, end);
        }
    }

    /** Adds the positions that moved since they were committed. */
    void collectProgress(Map<TopicPartition, Offset> into) {
        Map<TopicPartition, Consumed> consumed = task.consumed();
        for (TopicPartition partition : partitions) {
            Consumed at = consumed.get(partition);
            if (at == null) {
                continue;
            }
            Offset before = committed.get(partition);
            if (before == null || before.offset() != at.offset()) {
                into.put(
                        partition, new Offset(at.offset(), at.leaderEpoch(), PartitionTime.encode(at.partitionTime())));
            }
        }
    }

    /** Stops fetching and lets every slice go; nothing is committed. */
    void close() {
        partitions.forEach(fetcher::remove);
        task.close();
    }

    ThreadReport.TaskReport report(boolean running) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        Map<TopicPartition, Long> positions = new HashMap<>();
        task.consumed().forEach((partition, at) -> positions.put(partition, at.offset()));
        return new ThreadReport.TaskReport(
                id(),
                running,
                task.counters().processed,
                task.counters().dropped,
                task.counters().sent,
                Map.copyOf(positions),
                Map.copyOf(offsets),
                Map.copyOf(ends));
    }
}
