package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DeleteRecords: moves the beginning of partitions up, answered when that is durable. */
public final class DeleteRecordsApi implements Api {
    private final Topics topics;
    private final Partitions partitions;

    /** Of those partitions. */
    public DeleteRecordsApi(Topics topics, Partitions partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DELETE_RECORDS;
    }

    @Override
    public void handle(Call call) {
        DeleteRecordsRequestData request = call.body(DeleteRecordsRequestData.class);
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        Join join = new Join(() -> call.answer(response));
        Topics.Served served = topics.served();
        for (DeleteRecordsTopic asked : request.topics()) {
            DeleteRecordsTopicResult answers = new DeleteRecordsTopicResult().setName(asked.name());
            response.topics().add(answers);
            TopicImage topic = served.image().topic(asked.name());
            for (DeleteRecordsPartition partition : asked.partitions()) {
                DeleteRecordsPartitionResult answer = new DeleteRecordsPartitionResult()
                        .setPartitionIndex(partition.partitionIndex())
                        .setLowWatermark(-1);
                answers.partitions().add(answer);
                Errors error = refusal(served, topic, partition.partitionIndex());
                if (topic == null || error != Errors.NONE) {
                    answer.setErrorCode(error.code());
                } else {
                    join.begin();
                    delete(new PartitionKey(topic.id(), partition.partitionIndex()), partition.offset(), answer, join);
                }
            }
        }
        join.done();
    }

    private static Errors refusal(Topics.Served served, @Nullable TopicImage topic, int partition) {
        if (topic == null || partition < 0 || partition >= topic.partitionCount()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (topic.internal()) {
            return Errors.INVALID_TOPIC_EXCEPTION;
        }
        return served.settingsOf(topic).deletes() ? Errors.NONE : Errors.POLICY_VIOLATION;
    }

    private void delete(PartitionKey key, long offset, DeleteRecordsPartitionResult answer, Join join) {
        Partitions.Shard shard = partitions.shardOf(key);
        shard.loop().run(() -> {
            Partition partition = shard.get(key);
            if (partition == null) {
                answer.setErrorCode(shard.whyNot(key).code());
                join.done();
                return;
            }
            partition.deleteRecords(offset, (error, start) -> {
                answer.setErrorCode(error.code()).setLowWatermark(error == Errors.NONE ? start : -1);
                join.done();
            });
        });
    }
}
