package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.group.GroupCoordinator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * TxnOffsetCommit: positions that count when the transaction does. From version 5 on they join the transaction by this;
 * before, the client has said so with AddOffsetsToTxn.
 */
final class TxnOffsetCommitApi implements Api {
    private static final short ADDS_SINCE = 5;
    private static final short ABORTABLE_SINCE = 4;

    private final TransactionHosts transactions;
    private final GroupHosts groups;

    TxnOffsetCommitApi(TransactionHosts transactions, GroupHosts groups) {
        this.transactions = transactions;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.TXN_OFFSET_COMMIT;
    }

    @Override
    public void handle(Call call) {
        TxnOffsetCommitRequestData request = call.body(TxnOffsetCommitRequestData.class);
        if (request.groupId().isEmpty()) {
            refuse(call, request, Errors.INVALID_GROUP_ID);
            return;
        }
        long producerId = request.producerId();
        short epoch = request.producerEpoch();
        TopicPartition offsets = new TopicPartition(TopicNames.CONSUMER_OFFSETS, groups.partitionOf(request.groupId()));
        groups.guard(
                request.groupId(),
                producerId,
                guard -> transactions.vouch(
                        request.transactionalId(), producerId, epoch, offsets, call.version() >= ADDS_SINCE, error -> {
                            if (error == Errors.NONE) {
                                groups.inTransaction(
                                        request.groupId(),
                                        producerId,
                                        epoch,
                                        guard,
                                        (coordinator, nowMs, wallMs) ->
                                                coordinator.commitTxnOffsets(request, nowMs, wallMs, call::answer),
                                        () -> refuse(call, request, Errors.INVALID_TXN_STATE));
                            } else {
                                refuse(call, request, asOf(error, call.version()));
                            }
                        }));
    }

    private static Errors asOf(Errors error, short version) {
        return switch (error) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            // What a client of any version asks again for.
            case CONCURRENT_TRANSACTIONS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR ->
                Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case TRANSACTION_ABORTABLE -> version >= ABORTABLE_SINCE ? error : Errors.INVALID_TXN_STATE;
            default -> error;
        };
    }

    private static void refuse(Call call, TxnOffsetCommitRequestData request, Errors error) {
        call.answer(GroupCoordinator.txnCommitError(request, error));
    }
}
