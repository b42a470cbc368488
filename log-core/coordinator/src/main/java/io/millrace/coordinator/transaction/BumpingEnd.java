package io.millrace.coordinator.transaction;

import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * The end of a transaction under transaction.version 2 (KIP-890): each end bumps the epoch, so that a request of the one
 * before cannot be taken for one of the next. An end that is asked for again is known by the epoch before. Owned by one
 * decision.
 */
final class BumpingEnd {
    private final Transaction transaction;
    private final long producerId;
    private final short epoch;
    private final boolean commit;
    /** The answer was lost: the epoch is the next one already, or the id. */
    private final boolean afterBump;

    private final boolean afterNewId;

    BumpingEnd(Transaction transaction, long producerId, short epoch, boolean commit) {
        this.transaction = transaction;
        this.producerId = producerId;
        this.epoch = epoch;
        this.commit = commit;
        this.afterBump =
                transaction.bumps() && transaction.producerId() == producerId && transaction.epoch() == epoch + 1;
        this.afterNewId = transaction.bumps()
                && transaction.stored().previousProducerId() == producerId
                && epoch == Short.MAX_VALUE - 1
                && transaction.epoch() == 0;
    }

    Owner decide(long freshId, Moment moment, List<TransactionRecord> records) {
        if (transaction.isNextOwner(producerId, epoch)) {
            // It began and ended its next one, with nothing in it: it asks again, and nobody is fenced.
            return Owner.refused(Errors.CONCURRENT_TRANSACTIONS);
        }
        if (transaction.producerId() != producerId && !afterNewId) {
            return Owner.refused(Errors.INVALID_PRODUCER_ID_MAPPING);
        }
        if (!isEpochValid()) {
            return Owner.refused(Errors.PRODUCER_FENCED);
        }
        boolean again = afterBump || afterNewId;
        return switch (transaction.state()) {
            case ONGOING -> prepare(false, freshId, moment, records);
            case EMPTY -> commit ? Owner.refused(Errors.INVALID_TXN_STATE) : prepare(true, freshId, moment, records);
            case COMPLETE_COMMIT, COMPLETE_ABORT -> {
                boolean same = (transaction.state() == TransactionState.COMPLETE_COMMIT) == commit;
                if (again) {
                    yield same ? current() : Owner.refused(Errors.INVALID_TXN_STATE);
                }
                // A transaction that nothing was written in: it can be aborted, there is nothing to commit.
                yield commit ? Owner.refused(Errors.INVALID_TXN_STATE) : prepare(true, freshId, moment, records);
            }
            case PREPARE_COMMIT, PREPARE_ABORT -> {
                boolean same = (transaction.state() == TransactionState.PREPARE_COMMIT) == commit;
                yield Owner.refused(same ? Errors.CONCURRENT_TRANSACTIONS : Errors.INVALID_TXN_STATE);
            }
            default -> Owner.refused(Errors.INVALID_TXN_STATE);
        };
    }

    private boolean isEpochValid() {
        boolean newest = epoch == transaction.epoch() && !afterNewId;
        return switch (transaction.state()) {
            case PREPARE_COMMIT, PREPARE_ABORT -> afterBump || endsUnderNextId();
            case COMPLETE_COMMIT, COMPLETE_ABORT -> afterBump || afterNewId || newest;
            default -> newest;
        };
    }

    /** The epochs have run out: the markers have the last one. */
    private boolean endsUnderNextId() {
        return transaction.stored().nextProducerId() >= 0 && transaction.epoch() == epoch + 1;
    }

    private Owner current() {
        return Owner.of(transaction.producerId(), transaction.epoch());
    }

    private Owner prepare(boolean empty, long freshId, Moment moment, List<TransactionRecord> records) {
        boolean exhausted = transaction.isExhausted();
        if (exhausted && freshId < 0) {
            return Owner.NEEDS_ID;
        }
        short bumped = (short) Math.min(epoch + 1, Short.MAX_VALUE);
        transaction.previousEpoch = epoch;
        transaction.deadlineMs = Transaction.NEVER;
        Change change = Change.of(transaction).version(moment.clientVersion()).epoch(bumped);
        if (exhausted) {
            change.nextProducer(freshId);
        }
        if (empty) {
            change.partitions(List.of()).started(moment.wallMs());
        }
        records.add(change.to(TransactionMachine.prepared(commit), moment.wallMs()));
        return exhausted ? Owner.of(freshId, (short) 0) : Owner.of(producerId, bumped);
    }
}
