package io.millrace.coordinator.transaction;

import io.millrace.coordinator.replay.Machine;
import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import io.millrace.wire.message.TransactionRecords.TransactionValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * All transactional ids of one partition of {@code __transaction_state}. A decision moves the state at once, so nothing is
 * ever pending inside of it; what waits for a commit are the answers. <i>Loop-owned.</i>
 */
final class TransactionMachine implements Machine<TransactionRecord> {
    private final TransactionLimits limits;
    private final Map<String, Transaction> transactions = new TreeMap<>();
    private final TreeSet<String> unmarked = new TreeSet<>();

    TransactionMachine(TransactionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void apply(TransactionRecord record) {
        TransactionValue value = record.value();
        String id = record.transactionalId();
        unmarked.remove(id);
        if (value == null) {
            transactions.remove(id);
            return;
        }
        Transaction known = transactions.get(id);
        if (known == null) {
            known = new Transaction(id, value);
            transactions.put(id, known);
        } else {
            known.store(value);
        }
        if (known.state().isPrepared()) {
            unmarked.add(id);
        }
    }

    /** The replay is over: what is open has what is left of its time. */
    void loaded(long nowMs, long wallMs) {
        for (Transaction each : transactions.values()) {
            if (each.state() == TransactionState.ONGOING) {
                long timeout = each.stored().timeoutMs();
                long left = each.stored().startTimestampMs() + timeout - wallMs;
                each.deadlineMs = nowMs + Math.max(0, Math.min(timeout, left));
            }
        }
    }

    /** The transactions that were ended since this was last asked, and whose markers are to be written. */
    List<Ended> takeUnmarked() {
        List<Ended> ended = new ArrayList<>();
        for (String id : unmarked) {
            Transaction transaction = transactions.get(id);
            if (transaction != null) {
                ended.add(transaction.ended());
            }
        }
        unmarked.clear();
        return ended;
    }

    @Nullable
    Transaction get(String id) {
        return transactions.get(id);
    }

    Map<String, Transaction> all() {
        return transactions;
    }

    /**
     * Makes the caller the id's only owner, or says who it is already.
     *
     * @param expectedId the caller's own id, -1 when it begins
     * @param freshId a new producer id, -1 when none was brought along
     */
    Owner init(
            String id,
            int timeoutMs,
            long expectedId,
            short expectedEpoch,
            long freshId,
            long wallMs,
            List<TransactionRecord> records) {
        if (timeoutMs <= 0 || timeoutMs > limits.maxTimeoutMs()) {
            return Owner.refused(Errors.INVALID_TRANSACTION_TIMEOUT);
        }
        Transaction transaction = transactions.get(id);
        if (transaction == null) {
            if (freshId < 0) {
                return Owner.NEEDS_ID;
            }
            records.add(Change.first(id, freshId, timeoutMs, wallMs));
            return Owner.of(freshId, (short) 0);
        }
        if (expectedId >= 0 && !isOwners(transaction, expectedId, expectedEpoch)) {
            return Owner.refused(Errors.PRODUCER_FENCED);
        }
        if (transaction.state().isPrepared()) {
            return Owner.refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        if (transaction.state() == TransactionState.ONGOING) {
            records.add(fence(transaction, wallMs));
            return Owner.refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        return succeed(transaction, timeoutMs, expectedId, expectedEpoch, freshId, wallMs, records);
    }

    private static boolean isOwners(Transaction transaction, long expectedId, short expectedEpoch) {
        boolean former =
                transaction.stored().previousProducerId() == expectedId && expectedEpoch >= Short.MAX_VALUE - 1;
        return transaction.producerId() == expectedId || former || transaction.isNextOwner(expectedId, expectedEpoch);
    }

    private static Owner succeed(
            Transaction transaction,
            int timeoutMs,
            long expectedId,
            short expectedEpoch,
            long freshId,
            long wallMs,
            List<TransactionRecord> records) {
        boolean first = expectedId < 0;
        boolean current = !first && expectedId == transaction.producerId() && expectedEpoch == transaction.epoch();
        if (!first && !current) {
            boolean asksAgain =
                    transaction.previousEpoch != Transaction.NO_EPOCH && expectedEpoch == transaction.previousEpoch;
            return asksAgain
                    ? Owner.of(transaction.producerId(), transaction.epoch())
                    : Owner.refused(Errors.PRODUCER_FENCED);
        }
        Change change =
                Change.of(transaction).timeout(timeoutMs).partitions(List.of()).started(-1);
        Owner owner;
        if (transaction.isExhausted()) {
            if (freshId < 0) {
                return Owner.NEEDS_ID;
            }
            change.producer(freshId);
            owner = Owner.of(freshId, (short) 0);
        } else {
            change.epoch(transaction.epoch() + 1);
            owner = Owner.of(transaction.producerId(), (short) (transaction.epoch() + 1));
        }
        transaction.previousEpoch = first ? Transaction.NO_EPOCH : transaction.epoch();
        records.add(change.to(TransactionState.EMPTY, wallMs));
        return owner;
    }

    /** Aborts under an epoch that no owner has, nor takes for the one after its own. */
    private static TransactionRecord fence(Transaction transaction, long wallMs) {
        int step = transaction.bumps() ? 2 : 1;
        transaction.previousEpoch = Transaction.NO_EPOCH;
        transaction.deadlineMs = Transaction.NEVER;
        return Change.of(transaction)
                .epoch(Math.min(transaction.epoch() + step, Short.MAX_VALUE))
                .to(TransactionState.PREPARE_ABORT, wallMs);
    }

    /** NONE when that owner writes in a transaction to all of these partitions. */
    Errors verify(String id, long producerId, short epoch, List<TopicPartition> partitions) {
        Errors error = check(transactions.get(id), producerId, epoch);
        if (error != Errors.NONE) {
            return error;
        }
        Transaction transaction = transactions.get(id);
        boolean inIt = transaction != null
                && transaction.state() == TransactionState.ONGOING
                && transaction.hasAll(partitions);
        return inIt ? Errors.NONE : Errors.TRANSACTION_ABORTABLE;
    }

    private static Errors check(@Nullable Transaction transaction, long producerId, short epoch) {
        if (transaction != null && transaction.isNextOwner(producerId, epoch)) {
            return Errors.CONCURRENT_TRANSACTIONS;
        }
        if (transaction == null || transaction.producerId() != producerId) {
            return Errors.INVALID_PRODUCER_ID_MAPPING;
        }
        if (transaction.epoch() != epoch) {
            return Errors.PRODUCER_FENCED;
        }
        return transaction.state().isPrepared() ? Errors.CONCURRENT_TRANSACTIONS : Errors.NONE;
    }

    /**
     * Takes the partitions into the owner's transaction, which begins with the first. Where the one before still waits for
     * its markers, the reply waits too when it may.
     */
    void add(String id, Transaction.Waiting asked, boolean mayWait, Moment moment, List<TransactionRecord> records) {
        Transaction transaction = transactions.get(id);
        Errors error = check(transaction, asked.producerId(), asked.epoch());
        if (transaction == null || error != Errors.NONE) {
            if (transaction != null && error == Errors.CONCURRENT_TRANSACTIONS && mayWait) {
                transaction.waiting.add(asked);
            } else {
                asked.reply().send(error);
            }
            return;
        }
        boolean ongoing = transaction.state() == TransactionState.ONGOING;
        if (!ongoing || !transaction.hasAll(asked.partitions())) {
            Change change = Change.of(transaction)
                    .version(moment.clientVersion())
                    .partitions(transaction.with(asked.partitions()));
            if (!ongoing) {
                change.started(moment.wallMs());
                transaction.deadlineMs = moment.nowMs() + transaction.stored().timeoutMs();
            }
            records.add(change.to(TransactionState.ONGOING, moment.wallMs()));
        }
        asked.reply().send(Errors.NONE);
    }

    /** Ends the owner's transaction; from transaction.version 2 on the owner goes on with the epoch in the answer. */
    Owner end(
            String id,
            long producerId,
            short epoch,
            boolean commit,
            long freshId,
            Moment moment,
            List<TransactionRecord> records) {
        Transaction transaction = transactions.get(id);
        if (transaction == null) {
            return Owner.refused(Errors.INVALID_PRODUCER_ID_MAPPING);
        }
        return moment.clientVersion() >= Transaction.BUMPING
                ? new BumpingEnd(transaction, producerId, epoch, commit).decide(freshId, moment, records)
                : plainEnd(transaction, producerId, epoch, commit, moment, records);
    }

    private static Owner plainEnd(
            Transaction transaction,
            long producerId,
            short epoch,
            boolean commit,
            Moment moment,
            List<TransactionRecord> records) {
        if (transaction.producerId() != producerId) {
            return Owner.refused(Errors.INVALID_PRODUCER_ID_MAPPING);
        }
        if (transaction.epoch() != epoch) {
            return Owner.refused(Errors.PRODUCER_FENCED);
        }
        switch (transaction.state()) {
            case ONGOING -> {
                transaction.deadlineMs = Transaction.NEVER;
                records.add(
                        Change.of(transaction).version(moment.clientVersion()).to(prepared(commit), moment.wallMs()));
                return Owner.of(producerId, epoch);
            }
            case COMPLETE_COMMIT, COMPLETE_ABORT -> {
                boolean same = (transaction.state() == TransactionState.COMPLETE_COMMIT) == commit;
                return same ? Owner.of(producerId, epoch) : Owner.refused(Errors.INVALID_TXN_STATE);
            }
            case PREPARE_COMMIT, PREPARE_ABORT -> {
                boolean same = (transaction.state() == TransactionState.PREPARE_COMMIT) == commit;
                return Owner.refused(same ? Errors.CONCURRENT_TRANSACTIONS : Errors.INVALID_TXN_STATE);
            }
            default -> {
                return Owner.refused(Errors.INVALID_TXN_STATE);
            }
        }
    }

    static TransactionState prepared(boolean commit) {
        return commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT;
    }

    /** Every partition has its marker. */
    void marked(String id, long producerId, short epoch, long wallMs, List<TransactionRecord> records) {
        Transaction transaction = transactions.get(id);
        if (transaction == null
                || !transaction.state().isPrepared()
                || transaction.producerId() != producerId
                || transaction.epoch() != epoch) {
            return;
        }
        boolean committed = transaction.state() == TransactionState.PREPARE_COMMIT;
        Change change = Change.of(transaction).partitions(List.of());
        if (transaction.stored().nextProducerId() >= 0) {
            change.producer(transaction.stored().nextProducerId());
        }
        records.add(change.to(committed ? TransactionState.COMPLETE_COMMIT : TransactionState.COMPLETE_ABORT, wallMs));
    }

    /** Those that waited for the end of the id's transaction. */
    List<Transaction.Waiting> takeWaiting(String id) {
        Transaction transaction = transactions.get(id);
        if (transaction == null || transaction.state().isPrepared() || transaction.waiting.isEmpty()) {
            return List.of();
        }
        List<Transaction.Waiting> waiting = List.copyOf(transaction.waiting);
        transaction.waiting.clear();
        return waiting;
    }

    /** Aborts what is open for too long, and forgets ids that nobody uses. */
    void tick(long nowMs, long wallMs, List<TransactionRecord> records) {
        for (Transaction each : transactions.values()) {
            if (each.state() == TransactionState.ONGOING) {
                if (each.deadlineMs <= nowMs) {
                    records.add(fence(each, wallMs));
                }
            } else if (!each.state().isPrepared()
                    && wallMs - each.stored().lastUpdateTimestampMs() >= limits.idExpirationMs()) {
                records.add(new TransactionRecord(each.id(), null));
            }
        }
    }
}
