package io.millrace.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** A coordinator with a log that keeps everything, clocks to move, and markers that are written when a test says so. */
final class Desk {
    static final String ID = "t";
    static final int TIMEOUT_MS = 60_000;
    static final short V0 = 0;
    static final short V2 = 2;
    static final TopicPartition P0 = new TopicPartition("topic", 0);
    static final TopicPartition P1 = new TopicPartition("topic", 1);

    final List<TransactionRecord> log = new ArrayList<>();
    final List<Ended> toMark = new ArrayList<>();
    TransactionCoordinator coordinator;
    long nowMs = 1_000_000;
    long wallMs = 1_700_000_000_000L;
    long nextId = 100;
    /** False holds commits back, as a slow disk does. */
    boolean durable = true;

    Desk() {
        coordinator = fresh();
        coordinator.loaded(nowMs, wallMs);
    }

    private TransactionCoordinator fresh() {
        return new TransactionCoordinator(TransactionLimits.DEFAULT, toMark::add, records -> {
            log.addAll(records);
            if (durable) {
                coordinator.committed(log.size());
            }
            return log.size();
        });
    }

    /** The node is gone, and comes back with what is in the log. */
    void restart() {
        toMark.clear();
        coordinator = fresh();
        for (int i = 0; i < log.size(); i++) {
            coordinator.replay(i, log.get(i));
        }
        coordinator.loaded(nowMs, wallMs);
    }

    void commit() {
        durable = true;
        coordinator.committed(log.size());
    }

    void pass(long ms) {
        nowMs += ms;
        wallMs += ms;
        coordinator.tick(nowMs, wallMs);
    }

    Owner init() {
        return init(-1, (short) -1);
    }

    Owner init(long expectedId, short expectedEpoch) {
        Owner owner = initOnce(expectedId, expectedEpoch, -1);
        return owner.needsId() ? initOnce(expectedId, expectedEpoch, nextId++) : owner;
    }

    private Owner initOnce(long expectedId, short expectedEpoch, long freshId) {
        AtomicReference<Owner> answer = new AtomicReference<>();
        coordinator.init(ID, TIMEOUT_MS, expectedId, expectedEpoch, freshId, wallMs, answer::set);
        return answer.get();
    }

    AtomicReference<Errors> adding(Owner owner, short version, TopicPartition... partitions) {
        AtomicReference<Errors> answer = new AtomicReference<>();
        coordinator.add(
                ID,
                owner.producerId(),
                owner.epoch(),
                List.of(partitions),
                version,
                version >= V2,
                nowMs,
                wallMs,
                answer::set);
        return answer;
    }

    Errors add(Owner owner, short version, TopicPartition... partitions) {
        return adding(owner, version, partitions).get();
    }

    Errors verify(Owner owner, TopicPartition... partitions) {
        AtomicReference<Errors> answer = new AtomicReference<>();
        coordinator.verify(ID, owner.producerId(), owner.epoch(), List.of(partitions), answer::set);
        return answer.get();
    }

    Owner end(Owner owner, boolean commit, short version) {
        Owner ended = endOnce(owner, commit, version, -1);
        return ended != null && ended.needsId() ? endOnce(owner, commit, version, nextId++) : ended;
    }

    private Owner endOnce(Owner owner, boolean commit, short version, long freshId) {
        AtomicReference<Owner> answer = new AtomicReference<>();
        coordinator.end(ID, owner.producerId(), owner.epoch(), commit, version, freshId, nowMs, wallMs, answer::set);
        return answer.get();
    }

    /** All markers that are asked for are written. */
    void mark() {
        List<Ended> ended = List.copyOf(toMark);
        toMark.clear();
        ended.forEach(each -> coordinator.marked(each, nowMs, wallMs));
    }

    TransactionDescription describe() {
        AtomicReference<TransactionDescription> found = new AtomicReference<>();
        coordinator.describe(
                List.of(ID),
                outcome -> found.set(
                        outcome.value().isEmpty() ? null : outcome.value().get(0)));
        return found.get();
    }

    TransactionState state() {
        return describe().state();
    }

    /** Runs a whole transaction, and returns who goes on. */
    Owner whole(Owner owner, boolean commit, short version) {
        assertThat(add(owner, version, P0)).isEqualTo(Errors.NONE);
        Owner next = end(owner, commit, version);
        assertThat(next.error()).isEqualTo(Errors.NONE);
        mark();
        return next;
    }
}
