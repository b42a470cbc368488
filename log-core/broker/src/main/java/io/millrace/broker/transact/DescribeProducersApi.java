package io.millrace.broker.transact;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Join;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.partition.ProducerView;
import io.millrace.coordinator.catalog.TopicImage;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeProducers: who writes to partitions, and whose transactions are open there. */
final class DescribeProducersApi implements Api {
    private final Topics topics;
    private final Partitions partitions;

    DescribeProducersApi(Topics topics, Partitions partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_PRODUCERS;
    }

    @Override
    public void handle(Call call) {
        DescribeProducersRequestData request = call.body(DescribeProducersRequestData.class);
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        Join join = new Join(() -> call.answer(response));
        for (TopicRequest asked : request.topics()) {
            TopicResponse answers = new TopicResponse().setName(asked.name());
            response.topics().add(answers);
            TopicImage topic = topics.served().image().topic(asked.name());
            for (int index : asked.partitionIndexes()) {
                PartitionResponse answer = new PartitionResponse().setPartitionIndex(index);
                answers.partitions().add(answer);
                if (topic == null || index < 0 || index >= topic.partitionCount()) {
                    answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                    continue;
                }
                join.begin();
                PartitionKey key = new PartitionKey(topic.id(), index);
                Partitions.Shard shard = partitions.shardOf(key);
                shard.loop().run(() -> {
                    Partition partition = shard.get(key);
                    if (partition == null) {
                        answer.setErrorCode(shard.whyNot(key).code());
                    } else {
                        partition
                                .producers()
                                .forEach(each -> answer.activeProducers().add(state(each)));
                    }
                    join.done();
                });
            }
        }
        join.done();
    }

    private static ProducerState state(ProducerView view) {
        return new ProducerState()
                .setProducerId(view.producerId())
                .setProducerEpoch(view.epoch())
                .setLastSequence(view.lastSequence())
                .setLastTimestamp(view.lastUsedMs())
                .setCoordinatorEpoch(view.coordinatorEpoch())
                .setCurrentTxnStartOffset(view.transactionStart());
    }
}
