package io.millrace.client.kafka.subscription;

import io.millrace.client.admin.Admin;
import io.millrace.client.kafka.consumer.Commits;
import io.millrace.client.kafka.consumer.ConsumerMetrics;
import io.millrace.client.kafka.consumer.ConsumerSettings;
import io.millrace.client.kafka.consumer.Desk;
import io.millrace.client.kafka.consumer.Interceptors;
import io.millrace.client.kafka.consumer.Positions;
import io.millrace.client.kafka.consumer.RecordReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer at work: what it subscribed to or was assigned, and the polling. Owned by the user's thread.
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class Reading<K, V> {
    private static final String EXCLUSIVE =
            "a consumer subscribes by names or by a pattern, or is assigned partitions: unsubscribe() first";
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

    private final ConsumerSettings settings;
    private final Desk desk;
    private final @Nullable Commits commits;
    private final Positions positions;
    private final @Nullable Subscriber subscriber;
    private final RecordReader<K, V> reader;
    private Kind kind = Kind.NONE;
    private Set<String> topics = Set.of();
    private @Nullable PatternWatch watch;
    private @Nullable Membership membership;

    /** Nothing subscribed. */
    public Reading(
            ConsumerSettings settings,
            Desk desk,
            Interceptors<K, V> interceptors,
            Deserializer<K> keys,
            Deserializer<V> values,
            ConsumerMetrics metrics) {
        this.settings = settings;
        this.desk = desk;
        this.commits = settings.group() == null ? null : new Commits(settings, desk, interceptors);
        this.positions = new Positions(settings, desk, commits);
        this.subscriber = commits == null ? null : new Subscriber(settings, desk, positions, commits);
        this.reader = new RecordReader<>(positions, settings.maxPollRecords(), keys, values, metrics);
    }

    /** What is assigned now. */
    public Set<TopicPartition> assigned() {
        return positions.assigned();
    }

    private Commits commitsOrThrow() {
        settings.groupOrThrow();
        Commits known = commits;
        if (known == null) {
            throw new IllegalStateException("no group");
        }
        return known;
    }

    /** What is subscribed now. */
    public Set<String> topics() {
        return topics;
    }

    /** To these topics. */
    public void subscribe(Collection<String> names, @Nullable ConsumerRebalanceListener listener) {
        Set<String> wanted = new HashSet<>();
        for (String name : names) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("a topic to subscribe to has no name");
            }
            wanted.add(name);
        }
        Subscriber told = begin(Kind.TOPICS);
        told.listener(listener);
        if (wanted.isEmpty()) {
            unsubscribe();
            return;
        }
        topics = wanted;
        membership().subscribe(wanted);
    }

    /** To what the pattern names, now and later. */
    public void subscribe(Pattern pattern, @Nullable ConsumerRebalanceListener listener) {
        begin(Kind.PATTERN).listener(listener);
        topics = Set.of();
        watch = new PatternWatch(
                desk,
                pattern,
                !settings.kafka().getBoolean(ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG),
                settings.client().metadataMaxAgeMs(),
                found -> {
                    topics = found;
                    membership().subscribe(found);
                });
    }

    /** To what the coordinator finds by the pattern, now and later. */
    public void subscribe(SubscriptionPattern pattern, @Nullable ConsumerRebalanceListener listener) {
        if (!settings.remoteGroup()) {
            throw new UnsupportedOperationException(
                    "only the coordinator of a group with " + ConsumerConfig.GROUP_PROTOCOL_CONFIG
                            + "=consumer resolves a SubscriptionPattern; take a java.util.regex.Pattern here");
        }
        begin(Kind.EXPRESSION).listener(listener);
        topics = Set.of();
        membership().match(pattern.pattern());
    }

    /** Exactly these, without the group's help. */
    public void assign(Collection<TopicPartition> partitions) {
        if (kind != Kind.NONE && kind != Kind.ASSIGNED) {
            throw new IllegalStateException(EXCLUSIVE);
        }
        for (TopicPartition partition : partitions) {
            if (partition == null
                    || partition.topic() == null
                    || partition.topic().isBlank()) {
                throw new IllegalArgumentException("a partition to assign has no topic");
            }
        }
        if (partitions.isEmpty()) {
            unsubscribe();
            return;
        }
        Commits known = commits;
        if (known != null) {
            known.autoCommitNow(positions);
        }
        kind = Kind.ASSIGNED;
        Set<TopicPartition> going = new HashSet<>(positions.assigned());
        going.removeAll(new HashSet<>(partitions));
        positions.remove(going);
        positions.add(partitions);
    }

    /** From everything; the group hears of it. */
    public void unsubscribe() {
        Membership member = membership;
        Subscriber told = subscriber;
        try {
            if (member != null && told != null) {
                told.revoke(told.owned());
            }
        } finally {
            if (member != null) {
                member.end(
                        settings.groupOrThrow().instanceId() == null,
                        desk.deadline(Duration.ofMillis(settings.client().apiTimeoutMs())));
                membership = null;
            }
            if (told != null) {
                told.forget();
            }
            positions.remove(Set.copyOf(positions.assigned()));
            kind = Kind.NONE;
            topics = Set.of();
            watch = null;
        }
    }

    /** The next records; none when the time is over. */
    public ConsumerRecords<K, V> poll(Duration timeout) {
        if (kind == Kind.NONE) {
            throw new IllegalStateException("nothing to poll: call subscribe() or assign() first");
        }
        long deadline = desk.deadline(timeout);
        desk.turn();
        do {
            desk.checkWakeup();
            work();
            ConsumerRecords<K, V> records = reader.take();
            if (records != null) {
                return records;
            }
            desk.await(this::hasWork, wakeAt(deadline));
        } while (desk.nanos() - deadline < 0);
        work();
        ConsumerRecords<K, V> last = reader.take();
        return last == null ? ConsumerRecords.empty() : last;
    }

    /** What polls do besides reading. */
    private void work() {
        Membership member = membership;
        if (member != null) {
            member.polled();
        }
        if (commits != null) {
            commits.callBack();
            commits.autoCommit(positions);
        }
        lookForTopics();
        if (subscriber != null) {
            subscriber.work();
        }
        positions.settle();
    }

    private void lookForTopics() {
        PatternWatch looking = watch;
        if (looking != null) {
            looking.look();
            RuntimeException failure = looking.failure;
            if (failure != null) {
                looking.failure = null;
                throw failure;
            }
        }
    }

    private boolean hasWork() {
        return positions.hasWork()
                || subscriber != null && subscriber.hasDuties()
                || commits != null && commits.hasCallbacks();
    }

    private long wakeAt(long deadline) {
        long at = Math.min(desk.nanos() + LONGEST_WAIT_NANOS, deadline);
        if (commits != null) {
            at = Math.min(at, commits.nextAutoNanos());
        }
        return watch == null ? at : Math.min(at, Math.max(watch.dueNanos(), desk.nanos() + 1_000_000));
    }

    /** Where that partition stands; waits until it is known. */
    public long position(TopicPartition partition, Duration timeout) {
        return positions.offset(partition, timeout);
    }

    /** Commits what was given out. */
    public void commitSync(Duration timeout) {
        commitsOrThrow().sync(positions.consumed(), timeout);
    }

    /** Commits these. */
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        commitsOrThrow().sync(offsets, timeout);
    }

    /** Commits these, or what was given out, without waiting. */
    public void commitAsync(
            @Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        commitsOrThrow().async(offsets == null ? positions.consumed() : offsets, callback);
    }

    /** What the group committed; null where it has nothing. */
    public Map<TopicPartition, @Nullable OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        return commitsOrThrow().read(partitions, timeout);
    }

    /** Goes there. */
    public void seek(TopicPartition partition, long offset, Optional<Integer> epoch) {
        positions.seek(partition, offset, epoch);
    }

    /** Goes to the first offsets, of all when empty. */
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        positions.seekTo(partitions, Admin.EARLIEST);
    }

    /** Goes to the ends, of all when empty. */
    public void seekToEnd(Collection<TopicPartition> partitions) {
        positions.seekTo(partitions, Admin.LATEST);
    }

    /** Gives out nothing of these. */
    public void pause(Collection<TopicPartition> partitions) {
        positions.pause(partitions, true);
    }

    /** Undoes {@link #pause}. */
    public void resume(Collection<TopicPartition> partitions) {
        positions.pause(partitions, false);
    }

    /** What is paused. */
    public Set<TopicPartition> paused() {
        return positions.paused();
    }

    /** How far the user is behind, as last heard. */
    public OptionalLong lag(TopicPartition partition) {
        return positions.lag(partition);
    }

    /** For transactions that commit positions. */
    public ConsumerGroupMetadata groupMetadata() {
        settings.groupOrThrow();
        Subscriber known = subscriber;
        if (known == null) {
            throw new IllegalStateException("no group");
        }
        return known.metadata();
    }

    /** Asks for a new division. */
    public void rejoin() {
        Membership member = membership;
        if (member == null) {
            throw new IllegalStateException("this consumer is in no group that could rebalance");
        }
        member.rejoin();
    }

    /** Commits if that goes by itself, gives up what it has, and leaves the group or not. */
    public void close(@Nullable Boolean leave, Duration timeout) {
        long deadline = desk.deadline(timeout);
        Commits known = commits;
        Membership member = membership;
        Subscriber told = subscriber;
        try {
            if (known != null) {
                known.autoCommitAndWait(positions, timeout);
                known.finish(deadline);
            }
            if (member != null && told != null) {
                told.revoke(told.owned());
            }
        } finally {
            if (member != null) {
                boolean dynamic = settings.groupOrThrow().instanceId() == null;
                member.end(leave == null ? dynamic : leave, deadline);
            }
        }
    }

    private Subscriber begin(Kind wanted) {
        settings.groupOrThrow();
        Subscriber known = subscriber;
        if (known == null) {
            throw new IllegalStateException("no group");
        }
        if (kind != Kind.NONE && kind != wanted) {
            throw new IllegalStateException(EXCLUSIVE);
        }
        kind = wanted;
        return known;
    }

    private Membership membership() {
        Membership made = membership;
        Subscriber told = subscriber;
        if (made == null && told != null) {
            made = settings.remoteGroup()
                    ? new ConsumerMembership(settings, desk, told)
                    : new ClassicMembership(settings, desk, told, assignors());
            membership = made;
        }
        if (made == null) {
            throw new IllegalStateException("no group");
        }
        return made;
    }

    private List<ConsumerPartitionAssignor> assignors() {
        return ConsumerPartitionAssignor.getAssignorInstances(
                settings.kafka().getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG),
                settings.kafka()
                        .originals(Map.of(
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                settings.client().clientId())));
    }

    private enum Kind {
        NONE,
        TOPICS,
        PATTERN,
        EXPRESSION,
        ASSIGNED
    }
}
