package io.millrace.client.kafka.subscription;

import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.kafka.consumer.Commits;
import io.millrace.client.kafka.consumer.ConsumerSettings;
import io.millrace.client.kafka.consumer.Desk;
import io.millrace.client.kafka.consumer.Positions;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * What the group gave this consumer, and the telling of it: partitions come and go while the user polls, and only then.
 * Owned by the user's thread; {@link #post} is called by the loop.
 */
final class Subscriber {
    private final ConsumerSettings settings;
    private final Desk desk;
    private final Positions positions;
    private final Commits commits;
    private final ArrayDeque<Runnable> duties = new ArrayDeque<>();
    private ConsumerRebalanceListener listener = new Silent();

    Subscriber(ConsumerSettings settings, Desk desk, Positions positions, Commits commits) {
        this.settings = settings;
        this.desk = desk;
        this.positions = positions;
        this.commits = commits;
    }

    void listener(@Nullable ConsumerRebalanceListener told) {
        listener = told == null ? new Silent() : told;
    }

    /** Leaves something for the next poll. <i>Any thread.</i> */
    void post(Runnable duty) {
        desk.execute(() -> duties.add(duty));
    }

    boolean hasDuties() {
        return !duties.isEmpty();
    }

    /** Does what was left; called by polls. */
    void work() {
        for (Runnable duty = duties.poll(); duty != null; duty = duties.poll()) {
            duty.run();
        }
    }

    /** Forgets what was left, as when the subscription ends. */
    void forget() {
        duties.clear();
    }

    void committer(Committer now) {
        commits.committer(now);
    }

    ConsumerGroupMetadata metadata() {
        Committer by = commits.committer();
        String groupId = settings.groupOrThrow().groupId();
        return new ConsumerGroupMetadata(
                groupId,
                by.generation(),
                by.memberId(),
                java.util.Optional.ofNullable(settings.groupOrThrow().instanceId()));
    }

    /** Commits what was given out, if that goes by itself. */
    void commit() {
        commits.autoCommitAndWait(positions, java.time.Duration.ofMillis(settings.maxPollIntervalMs()));
    }

    Set<TopicPartition> owned() {
        return new LinkedHashSet<>(positions.assigned());
    }

    /** These go to others: told, then gone. */
    void revoke(Collection<TopicPartition> partitions) {
        Set<TopicPartition> going = new LinkedHashSet<>(partitions);
        going.retainAll(positions.assigned());
        if (going.isEmpty()) {
            return;
        }
        positions.leave(going);
        try {
            told(() -> listener.onPartitionsRevoked(going));
        } finally {
            positions.remove(going);
        }
    }

    /** All have gone already. */
    void lose() {
        Set<TopicPartition> lost = owned();
        if (lost.isEmpty()) {
            return;
        }
        positions.leave(lost);
        try {
            told(() -> listener.onPartitionsLost(lost));
        } finally {
            positions.remove(lost);
        }
    }

    /** Takes what is new; told even when that is nothing, as a rebalance has ended. */
    void take(Collection<TopicPartition> target, boolean alwaysTold) {
        Set<TopicPartition> added = new LinkedHashSet<>(target);
        added.removeAll(positions.assigned());
        positions.add(added);
        if (alwaysTold || !added.isEmpty()) {
            told(() -> listener.onPartitionsAssigned(added));
        }
    }

    private static void told(Runnable callback) {
        try {
            callback.run();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new KafkaException("the rebalance listener failed", e);
        }
    }

    private static final class Silent implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Nobody asked.
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Nobody asked.
        }
    }
}
