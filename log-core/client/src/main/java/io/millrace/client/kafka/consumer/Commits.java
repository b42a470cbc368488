package io.millrace.client.kafka.consumer;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Failures;
import io.millrace.client.group.Committed;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The group's committed positions: written at once or later, and read. Owned by the user's thread. */
public final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    /** One who was a member, or is not yet: may not commit. */
    public static final Committer OUTSIDE = new Committer(-1, "", null);

    private final Desk desk;
    private final long intervalNanos;
    private final boolean auto;
    private final Interceptors<?, ?> interceptors;
    /** The coordinator gives members new epochs while they own the same: commits go by the newest. */
    private final boolean movingEpochs;

    private volatile Committer committer = Committer.NOBODY;
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private int underWay;
    private long nextAutoNanos;
    /** The loop's. */
    private @Nullable Committed committed;

    public Commits(ConsumerSettings settings, Desk desk, Interceptors<?, ?> interceptors) {
        this.desk = desk;
        this.auto = settings.autoCommit();
        this.intervalNanos = settings.autoCommitNanos();
        this.interceptors = interceptors;
        this.movingEpochs = settings.remoteGroup();
        this.nextAutoNanos = desk.nanos() + intervalNanos;
        String groupId = settings.groupOrThrow().groupId();
        desk.send(() -> committed = desk.client().committed(groupId));
    }

    /** In whose name is committed from now on. <i>Any thread.</i> */
    public void committer(Committer now) {
        committer = now;
    }

    public Committer committer() {
        return committer;
    }

    boolean isAuto() {
        return auto;
    }

    /** When positions are to be committed next; far off when the user does it. */
    public long nextAutoNanos() {
        return auto ? nextAutoNanos : desk.nanos() + Long.MAX_VALUE / 4;
    }

    /** Commits by itself when it is time. */
    public void autoCommit(Positions positions) {
        if (auto && desk.nanos() - nextAutoNanos >= 0) {
            autoCommitNow(positions);
        }
    }

    /** Commits by itself without waiting, as before partitions are given up without a word. */
    public void autoCommitNow(Positions positions) {
        if (!auto) {
            return;
        }
        nextAutoNanos = desk.nanos() + intervalNanos;
        Map<TopicPartition, OffsetAndMetadata> consumed = positions.consumed();
        if (!consumed.isEmpty()) {
            async(consumed, (offsets, failure) -> {
                if (failure != null) {
                    LOG.warn("positions were not committed: {}", failure.getMessage());
                }
            });
        }
    }

    /** Commits and waits, as before partitions go to another; what fails is logged: the next owner reads it again. */
    public void autoCommitAndWait(Positions positions, Duration timeout) {
        Map<TopicPartition, OffsetAndMetadata> consumed = auto ? positions.consumed() : Map.of();
        if (consumed.isEmpty()) {
            return;
        }
        nextAutoNanos = desk.nanos() + intervalNanos;
        Outcome outcome = begin(consumed);
        if (!desk.await(() -> outcome.done, desk.deadline(timeout), false)) {
            LOG.warn("positions were not committed within {} ms", timeout.toMillis());
        } else if (outcome.failure != null) {
            LOG.warn("positions were not committed: {}", outcome.failure.getMessage());
        } else {
            interceptors.onCommit(consumed);
        }
    }

    public void sync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        long deadline = desk.deadline(timeout);
        if (!desk.await(() -> underWay == 0, deadline)) {
            throw late(timeout, offsets);
        }
        callBack();
        if (offsets.isEmpty()) {
            return;
        }
        Outcome outcome = begin(offsets);
        if (!desk.await(() -> outcome.done, deadline)) {
            throw late(timeout, offsets);
        }
        Throwable failure = outcome.failure;
        if (failure != null) {
            throw seen(failure);
        }
        interceptors.onCommit(offsets);
    }

    public void async(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        Map<TopicPartition, OffsetAndMetadata> copy = Map.copyOf(offsets);
        Map<TopicPartition, Offset> positions = positions(copy);
        Committer by = committer;
        underWay++;
        if (by == OUTSIDE) {
            asyncDone(copy, callback, new UnknownMemberIdException("it has not joined, or was removed"));
            return;
        }
        desk.<Boolean>ask(
                (client, answer) -> part().commitOnce(
                                by, positions, failure -> answer.done(failure == null ? true : null, failure)),
                (done, failure) -> asyncDone(copy, callback, failure));
    }

    private void asyncDone(
            Map<TopicPartition, OffsetAndMetadata> offsets,
            @Nullable OffsetCommitCallback callback,
            @Nullable Throwable failure) {
        underWay--;
        if (failure == null) {
            callbacks.add(() -> interceptors.onCommit(offsets));
        }
        if (callback != null) {
            Exception told = failure == null ? null : asyncSeen(failure);
            callbacks.add(() -> callback.onComplete(offsets, told));
        }
    }

    /** Tells the user what became of earlier commits. */
    public void callBack() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
    }

    public boolean hasCallbacks() {
        return !callbacks.isEmpty();
    }

    /** Waits for what is under way, as before closing. */
    public void finish(long deadlineNanos) {
        desk.await(() -> underWay == 0, deadlineNanos, false);
        callBack();
    }

    void ask(Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        List<TopicPartition> asked = List.copyOf(partitions);
        desk.<Map<TopicPartition, Offset>>ask((client, found) -> positions(asked, found), answer);
    }

    public Map<TopicPartition, @Nullable OffsetAndMetadata> read(
            Collection<TopicPartition> partitions, Duration timeout) {
        List<TopicPartition> asked = List.copyOf(partitions);
        Map<TopicPartition, Offset> found = desk.<Map<TopicPartition, Offset>>value(
                (client, answer) -> positions(asked, answer),
                timeout,
                "the last committed offset for partitions " + asked + " could be determined."
                        + " Try tuning default.api.timeout.ms larger to relax the threshold.");
        Map<TopicPartition, @Nullable OffsetAndMetadata> read = new HashMap<>();
        for (TopicPartition partition : asked) {
            Offset offset = found.get(partition);
            read.put(
                    partition,
                    offset == null
                            ? null
                            : new OffsetAndMetadata(
                                    offset.offset(),
                                    offset.leaderEpoch() < 0 ? Optional.empty() : Optional.of(offset.leaderEpoch()),
                                    offset.metadata()));
        }
        return read;
    }

    private Outcome begin(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Offset> positions = positions(offsets);
        Committer by = committer;
        Outcome outcome = new Outcome();
        if (by == OUTSIDE) {
            outcome.failure = new UnknownMemberIdException("it has not joined, or was removed");
            outcome.done = true;
            return outcome;
        }
        desk.<Boolean>ask(
                (client, answer) -> part().commit(
                                movingEpochs ? this::committer : () -> by,
                                positions,
                                failure -> answer.done(failure == null ? true : null, failure)),
                (done, failure) -> {
                    outcome.failure = failure;
                    outcome.done = true;
                });
        return outcome;
    }

    private void positions(List<TopicPartition> asked, Answer<Map<TopicPartition, Offset>> answer) {
        if (movingEpochs) {
            part().positions(asked, this::committer, answer);
        } else {
            part().positions(asked, answer);
        }
    }

    private Committed part() {
        Committed made = committed;
        if (made == null) {
            throw new IllegalStateException("the consumer is not open");
        }
        return made;
    }

    private static Map<TopicPartition, Offset> positions(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Offset> positions = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset.offset() < 0) {
                throw new IllegalArgumentException(
                        "the offset to commit of " + partition + " is negative: " + offset.offset());
            }
            positions.put(
                    partition, new Offset(offset.offset(), offset.leaderEpoch().orElse(-1), offset.metadata()));
        });
        return positions;
    }

    private static TimeoutException late(Duration timeout, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return new TimeoutException("not committed within " + timeout.toMillis() + " ms: " + offsets);
    }

    private static RuntimeException seen(Throwable failure) {
        if (failure instanceof UnknownMemberIdException
                || failure instanceof IllegalGenerationException
                || failure instanceof StaleMemberEpochException) {
            return new CommitFailedException(
                    "the group goes on without this consumer, and takes no commit from it: " + failure.getMessage());
        }
        return Desk.thrown(failure);
    }

    private static Exception asyncSeen(Throwable failure) {
        return Failures.passes(failure)
                ? new RetriableCommitFailedException("the commit failed, and may succeed when tried again", failure)
                : seen(failure);
    }

    private static final class Outcome {
        private boolean done;
        private @Nullable Throwable failure;
    }
}
