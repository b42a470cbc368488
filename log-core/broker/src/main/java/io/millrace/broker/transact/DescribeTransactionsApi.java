package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.coordinator.transaction.TransactionDescription;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeTransactions: what is known of transactional ids. */
final class DescribeTransactionsApi implements Api {
    private final TransactionHosts transactions;

    DescribeTransactionsApi(TransactionHosts transactions) {
        this.transactions = transactions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_TRANSACTIONS;
    }

    @Override
    public void handle(Call call) {
        DescribeTransactionsRequestData request = call.body(DescribeTransactionsRequestData.class);
        DescribeTransactionsResponseData response = new DescribeTransactionsResponseData();
        Join join = new Join(() -> call.answer(response));
        for (String id : request.transactionalIds()) {
            TransactionState state = new TransactionState().setTransactionalId(id);
            response.transactionStates().add(state);
            join.begin();
            boolean asked = transactions.on(
                    id,
                    (coordinator, nowMs, wallMs) -> coordinator.describe(List.of(id), outcome -> {
                        if (outcome.error() != Errors.NONE) {
                            state.setErrorCode(outcome.error().code());
                        } else if (outcome.value().isEmpty()) {
                            state.setErrorCode(Errors.TRANSACTIONAL_ID_NOT_FOUND.code());
                        } else {
                            fill(state, outcome.value().get(0));
                        }
                        join.done();
                    }));
            if (!asked) {
                state.setErrorCode(Errors.TRANSACTIONAL_ID_NOT_FOUND.code());
                join.done();
            }
        }
        join.done();
    }

    private static void fill(TransactionState state, TransactionDescription found) {
        state.setTransactionState(found.state().label())
                .setProducerId(found.producerId())
                .setProducerEpoch(found.epoch())
                .setTransactionTimeoutMs(found.timeoutMs())
                .setTransactionStartTimeMs(found.startTimestampMs());
        for (TopicPartition each : found.partitions()) {
            TopicData topic = state.topics().find(each.topic());
            if (topic == null) {
                topic = new TopicData().setTopic(each.topic());
                state.topics().add(topic);
            }
            topic.partitions().add(each.partition());
        }
    }
}
