package io.millrace.client.kafka.consumer;

import io.millrace.client.admin.Admin.FoundOffset;
import io.millrace.client.group.Offset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The assigned partitions and where the user stands in each; one without a position gets that of the group, or else what
 * the policy says. Owned by the user's thread.
 */
public final class Positions {
    private final Desk desk;
    private final Feed feed;
    private final OffsetReset policy;
    private final boolean committedOnly;
    private final @Nullable Commits commits;
    private final Map<TopicPartition, Position> assigned = new LinkedHashMap<>();
    /** Some position may be without an offset. */
    private boolean unsettled;

    public Positions(ConsumerSettings settings, Desk desk, @Nullable Commits commits) {
        this.desk = desk;
        this.policy = settings.reset();
        this.committedOnly = settings.fetch().committedOnly();
        this.commits = commits;
        this.feed = new Feed(desk, settings.fetch(), policy, () -> unsettled = true);
    }

    Feed feed() {
        return feed;
    }

    public Set<TopicPartition> assigned() {
        return assigned.keySet();
    }

    private Position of(TopicPartition partition) {
        Position position = assigned.get(partition);
        if (position == null) {
            throw new IllegalStateException(partition + " is not assigned to this consumer");
        }
        return position;
    }

    public void add(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            assigned.computeIfAbsent(partition, Position::new);
        }
        unsettled = true;
    }

    /** Nothing more is given out of these, which go to others. */
    public void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> of(partition).going = true);
    }

    public void remove(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Position position = assigned.remove(partition);
            if (position != null) {
                position.assigned = false;
                feed.sweep(position);
                feed.end(partition);
            }
        }
    }

    public void seek(TopicPartition partition, long offset, Optional<Integer> epoch) {
        Position position = of(partition);
        position.version++;
        position.ready(offset, epoch);
        feed.sweep(position);
        feed.begin(position);
    }

    public void seekTo(Collection<TopicPartition> partitions, long spec) {
        for (TopicPartition partition : partitions.isEmpty() ? List.copyOf(assigned.keySet()) : partitions) {
            Position position = of(partition);
            position.reset(spec);
            feed.sweep(position);
        }
        unsettled = true;
    }

    public void pause(Collection<TopicPartition> partitions, boolean pause) {
        for (TopicPartition partition : partitions) {
            Position position = of(partition);
            if (position.paused != pause) {
                position.paused = pause;
                if (pause) {
                    feed.pause(position);
                } else {
                    feed.resume(position);
                }
            }
        }
    }

    public Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new HashSet<>();
        for (Position position : assigned.values()) {
            if (position.paused) {
                paused.add(position.partition);
            }
        }
        return paused;
    }

    public OptionalLong lag(TopicPartition partition) {
        Position position = of(partition);
        long end = committedOnly ? position.lastStableOffset : position.highWatermark;
        return position.known() && end >= 0
                ? OptionalLong.of(Math.max(0, end - position.offset))
                : OptionalLong.empty();
    }

    /** What was given out, of all that have a position. */
    public Map<TopicPartition, OffsetAndMetadata> consumed() {
        Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>();
        for (Position position : assigned.values()) {
            if (position.known()) {
                consumed.put(position.partition, position.consumed());
            }
        }
        return consumed;
    }

    /** Whether there are records to take, or {@link #settle} has something to do. */
    public boolean hasWork() {
        return feed.isReady() || isUnsettled();
    }

    private boolean isUnsettled() {
        return unsettled || hasFailure();
    }

    /** Where that partition stands; waits until it is known. */
    public long offset(TopicPartition partition, Duration timeout) {
        Position position = of(partition);
        long deadline = desk.deadline(timeout);
        while (!position.known()) {
            settle();
            if (!desk.await(() -> position.known() || isUnsettled(), deadline)) {
                throw new TimeoutException(
                        "the position in " + partition + " was not found within " + timeout.toMillis() + " ms");
            }
        }
        return position.offset;
    }

    private void throwFailure() {
        for (Position position : assigned.values()) {
            RuntimeException failure = position.failure;
            if (failure != null && !position.going) {
                position.failure = null;
                retry(position);
                throw failure;
            }
        }
    }

    private boolean hasFailure() {
        for (Position position : assigned.values()) {
            if (position.failure != null) {
                return true;
            }
        }
        return false;
    }

    private void retry(Position position) {
        position.version++;
        if (position.known()) {
            feed.sweep(position);
            feed.begin(position);
        } else if (position.state == Position.State.ASKED) {
            position.state = Position.State.COMMITTED_WANTED;
            unsettled = true;
        }
    }

    /**
     * Throws what stands in the way of a partition, once, then it is tried again. Asks for the positions that are
     * missing; answers come while the user's thread waits.
     */
    public void settle() {
        throwFailure();
        if (!unsettled) {
            return;
        }
        unsettled = false;
        Map<Position, Integer> committed = new LinkedHashMap<>();
        Map<Position, Integer> resets = new LinkedHashMap<>();
        Set<TopicPartition> without = new HashSet<>();
        for (Position position : assigned.values()) {
            if (position.state == Position.State.COMMITTED_WANTED && commits == null) {
                withoutOffset(position, without);
            }
            switch (position.state) {
                case COMMITTED_WANTED -> committed.put(position, position.version);
                case RESET_WANTED -> resets.put(position, position.version);
                default -> {}
            }
        }
        if (!without.isEmpty()) {
            unsettled = true;
            throw new NoOffsetForPartitionException(without);
        }
        askCommitted(committed);
        askOffsets(resets);
    }

    private void withoutOffset(Position position, Set<TopicPartition> without) {
        if (policy.isNone()) {
            without.add(position.partition);
        } else {
            position.reset(policy.spec());
        }
    }

    private void askCommitted(Map<Position, Integer> asked) {
        Commits from = commits;
        if (asked.isEmpty() || from == null) {
            return;
        }
        asked.keySet().forEach(position -> position.state = Position.State.ASKED);
        from.ask(partitions(asked), (found, failure) -> {
            Set<TopicPartition> without = new HashSet<>();
            for (Position position : stillAsked(asked)) {
                if (found == null) {
                    position.failure = Desk.thrown(failure);
                    continue;
                }
                Offset offset = found.get(position.partition);
                if (offset != null) {
                    position.ready(
                            offset.offset(),
                            offset.leaderEpoch() < 0 ? Optional.empty() : Optional.of(offset.leaderEpoch()));
                    feed.begin(position);
                } else {
                    position.state = Position.State.COMMITTED_WANTED;
                    withoutOffset(position, without);
                    unsettled = true;
                }
            }
            without.forEach(partition -> {
                Position position = assigned.get(partition);
                if (position != null) {
                    position.state = Position.State.ASKED;
                    position.failure = new NoOffsetForPartitionException(without);
                }
            });
        });
    }

    private void askOffsets(Map<Position, Integer> asked) {
        if (asked.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        asked.keySet().forEach(position -> {
            position.state = Position.State.ASKED;
            specs.put(position.partition, position.resetTo);
        });
        desk.<Map<TopicPartition, FoundOffset>>ask(
                (client, answer) -> client.admin().listOffsets(specs, committedOnly, answer), (found, failure) -> {
                    List<Position> ends = new ArrayList<>();
                    for (Position position : stillAsked(asked)) {
                        FoundOffset offset = found == null ? null : found.get(position.partition);
                        if (offset == null) {
                            position.state = Position.State.RESET_WANTED;
                            position.failure = Desk.thrown(failure);
                        } else if (offset.offset() < 0) {
                            ends.add(position);
                        } else {
                            position.ready(offset.offset(), Optional.empty());
                            feed.begin(position);
                        }
                    }
                    // No record is so young: the end it is.
                    ends.forEach(position -> position.reset(io.millrace.client.admin.Admin.LATEST));
                    unsettled |= !ends.isEmpty() || found == null;
                });
    }

    private static List<TopicPartition> partitions(Map<Position, Integer> asked) {
        List<TopicPartition> partitions = new ArrayList<>(asked.size());
        asked.keySet().forEach(position -> partitions.add(position.partition));
        return partitions;
    }

    private static List<Position> stillAsked(Map<Position, Integer> asked) {
        List<Position> still = new ArrayList<>(asked.size());
        asked.forEach((position, version) -> {
            if (position.assigned && position.version == version && position.state == Position.State.ASKED) {
                still.add(position);
            }
        });
        return still;
    }
}
