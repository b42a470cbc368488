package io.millrace.coordinator.transaction;

import io.millrace.coordinator.replay.Reply;
import io.millrace.wire.message.TransactionRecords.TopicPartitions;
import io.millrace.wire.message.TransactionRecords.TransactionValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * One transactional id: what its records say, and what only this run of the coordinator knows. <i>Loop-owned.</i>
 */
final class Transaction {
    static final short NO_EPOCH = -1;
    static final long NEVER = Long.MAX_VALUE;
    /** Of the transaction.version that bumps the epoch with every transaction. */
    static final short BUMPING = 2;
    /** The highest epoch is kept for fencing. */
    private static final short EXHAUSTED = Short.MAX_VALUE - 1;

    private final String id;
    private TransactionValue stored;
    private TransactionState state;
    private final TreeMap<String, Set<Integer>> partitions = new TreeMap<>();

    /** The epoch before the newest, whose owner may ask for its successor again; not stored. */
    short previousEpoch = NO_EPOCH;

    /** When it is aborted, by the monotonic clock. */
    long deadlineMs = NEVER;

    /** Who adds partitions to the next transaction while this one's markers are still on their way. */
    final List<Waiting> waiting = new ArrayList<>();

    /** An addition to the next transaction. */
    record Waiting(long producerId, short epoch, List<TopicPartition> partitions, Reply<Errors> reply) {}

    Transaction(String id, TransactionValue value) {
        this.id = id;
        this.stored = value;
        this.state = TransactionState.of(value.status());
        take(value);
    }

    void store(TransactionValue value) {
        stored = value;
        state = TransactionState.of(value.status());
        partitions.clear();
        take(value);
    }

    private void take(TransactionValue value) {
        for (TopicPartitions topic : value.partitions()) {
            partitions.put(topic.topic(), new TreeSet<>(topic.partitions()));
        }
    }

    String id() {
        return id;
    }

    TransactionState state() {
        return state;
    }

    TransactionValue stored() {
        return stored;
    }

    long producerId() {
        return stored.producerId();
    }

    short epoch() {
        return stored.producerEpoch();
    }

    boolean isExhausted() {
        return epoch() >= EXHAUSTED;
    }

    /** Whether its client's transactions end with a new epoch. */
    boolean bumps() {
        return stored.clientVersion() >= BUMPING;
    }

    /**
     * Whether this is who the transaction's owner is from its end on (transaction.version 2). It was told so when the end was
     * decided, and may ask before the markers are written.
     */
    boolean isNextOwner(long producerId, short epoch) {
        if (!state.isPrepared() || !bumps()) {
            return false;
        }
        long nextId = stored.nextProducerId();
        return nextId >= 0 ? producerId == nextId && epoch == 0 : producerId == producerId() && epoch == epoch();
    }

    boolean has(TopicPartition partition) {
        Set<Integer> of = partitions.get(partition.topic());
        return of != null && of.contains(partition.partition());
    }

    boolean hasAll(List<TopicPartition> all) {
        return all.stream().allMatch(this::has);
    }

    List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        partitions.forEach((topic, of) -> of.forEach(partition -> all.add(new TopicPartition(topic, partition))));
        return all;
    }

    /** What is stored, with these partitions besides. */
    List<TopicPartitions> with(List<TopicPartition> more) {
        TreeMap<String, Set<Integer>> all = new TreeMap<>();
        partitions.forEach((topic, of) -> all.put(topic, new TreeSet<>(of)));
        more.forEach(each ->
                all.computeIfAbsent(each.topic(), topic -> new TreeSet<>()).add(each.partition()));
        List<TopicPartitions> topics = new ArrayList<>();
        all.forEach((topic, of) -> topics.add(new TopicPartitions(topic, List.copyOf(of))));
        return topics;
    }

    Ended ended() {
        return new Ended(
                id,
                producerId(),
                epoch(),
                state == TransactionState.PREPARE_COMMIT,
                stored.clientVersion(),
                partitions());
    }
}
