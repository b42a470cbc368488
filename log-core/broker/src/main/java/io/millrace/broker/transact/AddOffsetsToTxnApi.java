package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.coordinator.catalog.TopicNames;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** AddOffsetsToTxn: a group's positions join a transaction; for clients before transaction.version 2. */
final class AddOffsetsToTxnApi implements Api {
    private final TransactionHosts transactions;
    private final GroupHosts groups;

    AddOffsetsToTxnApi(TransactionHosts transactions, GroupHosts groups) {
        this.transactions = transactions;
        this.groups = groups;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.ADD_OFFSETS_TO_TXN;
    }

    @Override
    public void handle(Call call) {
        AddOffsetsToTxnRequestData request = call.body(AddOffsetsToTxnRequestData.class);
        if (request.transactionalId().isEmpty() || request.groupId().isEmpty()) {
            answer(call, Errors.INVALID_REQUEST);
            return;
        }
        TopicPartition offsets = new TopicPartition(TopicNames.CONSUMER_OFFSETS, groups.partitionOf(request.groupId()));
        transactions.add(
                request.transactionalId(),
                request.producerId(),
                request.producerEpoch(),
                java.util.List.of(offsets),
                (short) 0,
                error -> answer(call, error));
    }

    private static void answer(Call call, Errors error) {
        call.answer(new AddOffsetsToTxnResponseData()
                .setErrorCode(TransactionApis.asOf(error, call.version()).code()));
    }
}
