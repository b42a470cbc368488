package io.millrace.coordinator.transaction;

import io.millrace.coordinator.replay.CommitLog;
import io.millrace.coordinator.replay.Decision;
import io.millrace.coordinator.replay.Outcome;
import io.millrace.coordinator.replay.Replicated;
import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * The transactional ids of one partition of {@code __transaction_state}: what is asked is answered when it is committed.
 * <i>Loop-owned.</i> Every {@code nowMs} is the monotonic clock in milliseconds, every {@code wallMs} is stored.
 */
public final class TransactionCoordinator {
    private final Replicated<TransactionMachine, TransactionRecord> state;

    /** With no transaction yet, loading: feed {@link #replay}, then {@link #loaded}. */
    public TransactionCoordinator(TransactionLimits limits, Markers markers, CommitLog<TransactionRecord> log) {
        this.state = new Replicated<>(() -> new TransactionMachine(limits), log, machine -> {
            List<Ended> ended = machine.takeUnmarked();
            return () -> ended.forEach(markers::write);
        });
    }

    /** Takes a record from the partition while loading. */
    public void replay(long offset, TransactionRecord record) {
        state.replay(offset, record);
    }

    /** The partition was read to its end; markers that may be missing are written again. */
    public void loaded(long nowMs, long wallMs) {
        state.machine().loaded(nowMs, wallMs);
        state.loaded();
    }

    /** Everything below the offset is durable. */
    public void committed(long offset) {
        state.committed(offset);
    }

    /** The partition is lost: who waits is told NOT_COORDINATOR, and so is who asks from now on. */
    public void resign() {
        state.resign();
    }

    /** True when requests are answered. */
    public boolean active() {
        return state.active();
    }

    /**
     * InitProducerId: makes the caller the only owner of the id. An answer that needs an id is asked for again with one.
     *
     * @param expectedId the caller's own producer id, -1 when it begins
     * @param freshId a new producer id, -1 when none was brought along
     */
    public void init(
            String id,
            int timeoutMs,
            long expectedId,
            short expectedEpoch,
            long freshId,
            long wallMs,
            Consumer<Owner> answer) {
        decide(
                (machine, records) -> machine.init(id, timeoutMs, expectedId, expectedEpoch, freshId, wallMs, records),
                outcome -> answer.accept(outcome.orElse(Owner::refused)));
    }

    /**
     * Takes partitions into the owner's transaction, and begins it with the first.
     *
     * @param clientVersion the transaction.version that the client speaks
     * @param mayWait whether to wait for the markers of the transaction before, instead of CONCURRENT_TRANSACTIONS
     */
    public void add(
            String id,
            long producerId,
            short epoch,
            List<TopicPartition> partitions,
            short clientVersion,
            boolean mayWait,
            long nowMs,
            long wallMs,
            Consumer<Errors> answer) {
        state.<Errors>deferred(
                (machine, reply) -> {
                    List<TransactionRecord> records = new ArrayList<>(1);
                    Moment moment = new Moment(nowMs, wallMs, clientVersion);
                    Transaction.Waiting asked = new Transaction.Waiting(producerId, epoch, partitions, reply);
                    machine.add(id, asked, mayWait, moment, records);
                    return records;
                },
                outcome -> answer.accept(outcome.orElse(error -> error)));
    }

    /** NONE when the owner writes to all of these in a transaction now, TRANSACTION_ABORTABLE when not to all. */
    public void verify(
            String id, long producerId, short epoch, List<TopicPartition> partitions, Consumer<Errors> answer) {
        state.read(
                machine -> machine.verify(id, producerId, epoch, partitions),
                outcome -> answer.accept(outcome.orElse(error -> error)));
    }

    /** EndTxn: decides the end; answered once that is committed, while the markers are on their way. */
    public void end(
            String id,
            long producerId,
            short epoch,
            boolean commit,
            short clientVersion,
            long freshId,
            long nowMs,
            long wallMs,
            Consumer<Owner> answer) {
        Moment moment = new Moment(nowMs, wallMs, clientVersion);
        decide(
                (machine, records) -> machine.end(id, producerId, epoch, commit, freshId, moment, records),
                outcome -> answer.accept(outcome.orElse(Owner::refused)));
    }

    /** Every partition of the ended transaction has its marker, durably. */
    public void marked(Ended ended, long nowMs, long wallMs) {
        String id = ended.transactionalId();
        event((machine, records) -> machine.marked(id, ended.producerId(), ended.epoch(), wallMs, records));
        if (!state.active()) {
            return;
        }
        for (Transaction.Waiting each : state.machine().takeWaiting(id)) {
            // One after the other: each sees what the one before has added.
            event((machine, records) ->
                    machine.add(id, each, true, new Moment(nowMs, wallMs, Transaction.BUMPING), records));
        }
    }

    /** From time to time: aborts what is open beyond its timeout, and forgets ids that nobody uses. */
    public void tick(long nowMs, long wallMs) {
        event((machine, records) -> machine.tick(nowMs, wallMs, records));
    }

    /** Whether there is anything that {@link #tick} may ever end. */
    public boolean isIdle() {
        return state.machine().all().isEmpty();
    }

    /** What is known of the ids; those that are not known are left out. */
    public void describe(List<String> ids, Consumer<Outcome<List<TransactionDescription>>> answer) {
        state.read(
                machine -> {
                    List<TransactionDescription> found = new ArrayList<>();
                    for (String id : ids) {
                        Transaction transaction = machine.get(id);
                        if (transaction != null) {
                            found.add(TransactionDescription.of(transaction));
                        }
                    }
                    return found;
                },
                answer);
    }

    /** What is known of all ids. */
    public void list(Consumer<Outcome<List<TransactionDescription>>> answer) {
        state.read(
                machine -> machine.all().values().stream()
                        .map(TransactionDescription::of)
                        .toList(),
                answer);
    }

    private interface Deciding<A> {
        A decide(TransactionMachine machine, List<TransactionRecord> records);
    }

    private <A> void decide(Deciding<A> deciding, Consumer<Outcome<A>> answer) {
        state.command(
                machine -> {
                    List<TransactionRecord> records = new ArrayList<>(1);
                    A decided = deciding.decide(machine, records);
                    return new Decision<>(records, decided);
                },
                answer);
    }

    private interface Acting {
        void act(TransactionMachine machine, List<TransactionRecord> records);
    }

    private void event(Acting acting) {
        state.event(machine -> {
            List<TransactionRecord> records = new ArrayList<>(1);
            acting.act(machine, records);
            return records;
        });
    }
}
