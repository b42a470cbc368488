package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTransaction;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnPartitionResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResult;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData.AddPartitionsToTxnTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * AddPartitionsToTxn: partitions join a transaction, for clients before transaction.version 2; from version 4 on it is
 * said of several transactions at once, or only asked.
 */
final class AddPartitionsToTxnApi implements Api {
    private static final short MANY_SINCE = 4;

    private final TransactionHosts transactions;
    private final Topics topics;

    AddPartitionsToTxnApi(TransactionHosts transactions, Topics topics) {
        this.transactions = transactions;
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.ADD_PARTITIONS_TO_TXN;
    }

    @Override
    public void handle(Call call) {
        AddPartitionsToTxnRequestData request = call.body(AddPartitionsToTxnRequestData.class);
        if (call.version() >= MANY_SINCE) {
            many(call, request);
            return;
        }
        AddPartitionsToTxnTransaction only = new AddPartitionsToTxnTransaction()
                .setTransactionalId(request.v3AndBelowTransactionalId())
                .setProducerId(request.v3AndBelowProducerId())
                .setProducerEpoch(request.v3AndBelowProducerEpoch())
                .setTopics(request.v3AndBelowTopics());
        one(
                only,
                call.version(),
                results -> call.answer(new AddPartitionsToTxnResponseData().setResultsByTopicV3AndBelow(results)));
    }

    private void many(Call call, AddPartitionsToTxnRequestData request) {
        ConcurrentMap<String, AddPartitionsToTxnTopicResultCollection> found = new ConcurrentHashMap<>();
        Join join = new Join(() -> {
            AddPartitionsToTxnResponseData response = new AddPartitionsToTxnResponseData();
            for (AddPartitionsToTxnTransaction each : request.transactions()) {
                AddPartitionsToTxnTopicResultCollection results = found.get(each.transactionalId());
                response.resultsByTransaction()
                        .add(new AddPartitionsToTxnResult()
                                .setTransactionalId(each.transactionalId())
                                .setTopicResults(
                                        results == null ? new AddPartitionsToTxnTopicResultCollection() : results));
            }
            call.answer(response);
        });
        for (AddPartitionsToTxnTransaction each : request.transactions()) {
            join.begin();
            one(each, call.version(), results -> {
                found.put(each.transactionalId(), results);
                join.done();
            });
        }
        join.done();
    }

    private void one(
            AddPartitionsToTxnTransaction asked,
            short version,
            java.util.function.Consumer<AddPartitionsToTxnTopicResultCollection> answer) {
        List<TopicPartition> all = new ArrayList<>();
        boolean unknown = false;
        for (AddPartitionsToTxnTopic topic : asked.topics()) {
            for (int partition : topic.partitions()) {
                all.add(new TopicPartition(topic.name(), partition));
                unknown |= !exists(topic.name(), partition);
            }
        }
        if (asked.transactionalId().isEmpty()) {
            answer.accept(results(asked.topics(), at -> Errors.INVALID_REQUEST));
        } else if (unknown) {
            // All or nothing: those that are there are not added either.
            answer.accept(results(
                    asked.topics(),
                    at -> exists(at.topic(), at.partition())
                            ? Errors.OPERATION_NOT_ATTEMPTED
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } else if (asked.verifyOnly()) {
            transactions.verify(
                    asked.transactionalId(),
                    asked.producerId(),
                    asked.producerEpoch(),
                    all,
                    error -> answer.accept(results(asked.topics(), at -> error)));
        } else {
            transactions.add(
                    asked.transactionalId(),
                    asked.producerId(),
                    asked.producerEpoch(),
                    all,
                    (short) 0,
                    error -> answer.accept(results(asked.topics(), at -> TransactionApis.asOf(error, version))));
        }
    }

    private boolean exists(String name, int partition) {
        TopicImage topic = topics.served().image().topic(name);
        return topic != null && partition >= 0 && partition < topic.partitionCount();
    }

    private static AddPartitionsToTxnTopicResultCollection results(
            AddPartitionsToTxnTopicCollection topics, Function<TopicPartition, Errors> errors) {
        AddPartitionsToTxnTopicResultCollection results = new AddPartitionsToTxnTopicResultCollection();
        for (AddPartitionsToTxnTopic topic : topics) {
            AddPartitionsToTxnTopicResult result = new AddPartitionsToTxnTopicResult().setName(topic.name());
            for (int partition : topic.partitions()) {
                Errors error = errors.apply(new TopicPartition(topic.name(), partition));
                result.resultsByPartition()
                        .add(new AddPartitionsToTxnPartitionResult()
                                .setPartitionIndex(partition)
                                .setPartitionErrorCode(error.code()));
            }
            results.add(result);
        }
        return results;
    }
}
