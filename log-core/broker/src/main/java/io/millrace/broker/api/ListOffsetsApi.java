package io.millrace.broker.api;

import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.storage.log.TimestampedOffset;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** ListOffsets: the first and the next offset, or the offset of a moment. */
public final class ListOffsetsApi implements Api {
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final Map<Long, Integer> SINCE = Map.of(
            LATEST, 1, EARLIEST, 1, MAX_TIMESTAMP, 7, EARLIEST_LOCAL, 8, LATEST_TIERED, 9, EARLIEST_PENDING_UPLOAD, 11);

    private final Topics topics;
    private final Partitions partitions;

    /** Of those partitions. */
    public ListOffsetsApi(Topics topics, Partitions partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public void handle(Call call) {
        ListOffsetsRequestData request = call.body(ListOffsetsRequestData.class);
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        Join join = new Join(() -> call.answer(response));
        boolean committedOnly = request.isolationLevel() == IsolationLevel.READ_COMMITTED.id();
        Map<TopicPartition, Integer> times = times(request);
        for (ListOffsetsTopic asked : request.topics()) {
            @Nullable TopicImage topic = topics.served().image().topic(asked.name());
            ListOffsetsTopicResponse answers = new ListOffsetsTopicResponse().setName(asked.name());
            response.topics().add(answers);
            for (ListOffsetsPartition partition : asked.partitions()) {
                Integer time = times.remove(new TopicPartition(asked.name(), partition.partitionIndex()));
                if (time == null) {
                    continue; // answered where it stood first
                }
                ListOffsetsPartitionResponse answer =
                        new ListOffsetsPartitionResponse().setPartitionIndex(partition.partitionIndex());
                answers.partitions().add(answer);
                Errors refused = time > 1 ? Errors.INVALID_REQUEST : refuse(request, partition, topic, call.version());
                if (refused != Errors.NONE || topic == null) {
                    answer.setErrorCode(refused.code());
                } else {
                    PartitionKey key = new PartitionKey(topic.id(), partition.partitionIndex());
                    Partitions.Shard shard = partitions.shardOf(key);
                    join.begin();
                    shard.loop().run(() -> find(shard, key, partition, answer, call.version(), committedOnly, join));
                }
            }
        }
        join.done();
    }

    /** How often each partition stands in the request: who asks twice for one would not know which answer is which. */
    private static Map<TopicPartition, Integer> times(ListOffsetsRequestData request) {
        Map<TopicPartition, Integer> times = new HashMap<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                times.merge(new TopicPartition(topic.name(), partition.partitionIndex()), 1, Integer::sum);
            }
        }
        return times;
    }

    private static Errors refuse(
            ListOffsetsRequestData request, ListOffsetsPartition asked, @Nullable TopicImage topic, short version) {
        if (topic == null || asked.partitionIndex() < 0 || asked.partitionIndex() >= topic.partitionCount()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (!Isolation.isKnown(request.isolationLevel())) {
            return Isolation.UNKNOWN;
        }
        if (request.replicaId() >= 0) {
            return Errors.NOT_LEADER_OR_FOLLOWER;
        }
        if (asked.timestamp() < 0) {
            Integer since = SINCE.get(asked.timestamp());
            return since != null && version >= since ? Errors.NONE : Errors.UNSUPPORTED_VERSION;
        }
        return Errors.NONE;
    }

    private static void find(
            Partitions.Shard shard,
            PartitionKey key,
            ListOffsetsPartition asked,
            ListOffsetsPartitionResponse answer,
            short version,
            boolean committedOnly,
            Join join) {
        Partition partition = shard.get(key);
        Errors error = partition == null
                ? shard.whyNot(key)
                : Epochs.check(asked.currentLeaderEpoch(), partition.leaderEpoch());
        if (partition == null || error != Errors.NONE) {
            answer.setErrorCode(error.code());
            join.done();
            return;
        }
        // -1 where versions are too old to carry an epoch.
        long limit = committedOnly ? partition.lastStableOffset() : partition.highWatermark();
        int epoch = version >= 4 ? partition.leaderEpoch() : -1;
        if (asked.timestamp() == LATEST) {
            answer.setOffset(limit).setLeaderEpoch(epoch);
            join.done();
        } else if (asked.timestamp() == EARLIEST || asked.timestamp() == EARLIEST_LOCAL) {
            answer.setOffset(partition.startOffset()).setLeaderEpoch(epoch);
            join.done();
        } else if (asked.timestamp() == MAX_TIMESTAMP) {
            partition
                    .log()
                    .offsetOfMaxTimestamp((found, failure) -> take(found, failure, limit, answer, version, join));
        } else if (asked.timestamp() >= 0) {
            partition
                    .log()
                    .offsetForTimestamp(
                            asked.timestamp(), (found, failure) -> take(found, failure, limit, answer, version, join));
        } else {
            join.done(); // tiers that are not there hold nothing: -1
        }
    }

    private static void take(
            @Nullable TimestampedOffset found,
            @Nullable IOException failure,
            long limit,
            ListOffsetsPartitionResponse answer,
            short version,
            Join join) {
        if (failure != null) {
            answer.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        } else if (found != null && found.offset() < limit) {
            answer.setOffset(found.offset())
                    .setTimestamp(found.timestamp())
                    .setLeaderEpoch(version >= 4 ? found.leaderEpoch() : -1);
        }
        join.done();
    }
}
