package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** OffsetForLeaderEpoch: where the records of an epoch end, by which a client finds out what was cut off. */
public final class OffsetForLeaderEpochApi implements Api {
    private final Topics topics;
    private final Partitions partitions;

    /** Of those partitions. */
    public OffsetForLeaderEpochApi(Topics topics, Partitions partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public void handle(Call call) {
        OffsetForLeaderEpochRequestData request = call.body(OffsetForLeaderEpochRequestData.class);
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        Join join = new Join(() -> call.answer(response));
        for (OffsetForLeaderTopic asked : request.topics()) {
            @Nullable TopicImage topic = topics.served().image().topic(asked.topic());
            OffsetForLeaderTopicResult answers = new OffsetForLeaderTopicResult().setTopic(asked.topic());
            response.topics().add(answers);
            for (OffsetForLeaderPartition partition : asked.partitions()) {
                EpochEndOffset answer = new EpochEndOffset().setPartition(partition.partition());
                answers.partitions().add(answer);
                if (topic == null || partition.partition() < 0 || partition.partition() >= topic.partitionCount()) {
                    answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                    continue;
                }
                PartitionKey key = new PartitionKey(topic.id(), partition.partition());
                Partitions.Shard shard = partitions.shardOf(key);
                join.begin();
                shard.loop().run(() -> {
                    find(shard, key, partition, answer);
                    join.done();
                });
            }
        }
        join.done();
    }

    private static void find(
            Partitions.Shard shard, PartitionKey key, OffsetForLeaderPartition asked, EpochEndOffset answer) {
        Partition partition = shard.get(key);
        Errors error = partition == null
                ? shard.whyNot(key)
                : Epochs.check(asked.currentLeaderEpoch(), partition.leaderEpoch());
        answer.setErrorCode(error.code());
        if (partition == null || error != Errors.NONE || asked.leaderEpoch() < 0) {
            return;
        }
        if (asked.leaderEpoch() == partition.leaderEpoch()) {
            answer.setLeaderEpoch(partition.leaderEpoch()).setEndOffset(partition.highWatermark());
            return;
        }
        long end = partition.log().epochEndOffset(asked.leaderEpoch());
        if (asked.leaderEpoch() < partition.leaderEpoch() && end >= 0) {
            int epoch = end > partition.startOffset() ? partition.log().leaderEpochAt(end - 1) : -1;
            answer.setLeaderEpoch(epoch >= 0 ? epoch : asked.leaderEpoch()).setEndOffset(end);
        }
    }
}
