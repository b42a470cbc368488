package io.millrace.broker.admin;

import io.millrace.broker.api.Api;
import io.millrace.broker.api.Call;
import io.millrace.broker.api.Node;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicNames;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** DescribeQuorum: of the metadata log, which has one voter, its leader. */
final class DescribeQuorumApi implements Api {
    private static final PartitionKey METADATA = new PartitionKey(Uuid.METADATA_TOPIC_ID, 0);

    private final Node node;
    private final Partitions partitions;

    DescribeQuorumApi(Node node, Partitions partitions) {
        this.node = node;
        this.partitions = partitions;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DESCRIBE_QUORUM;
    }

    @Override
    public void handle(Call call) {
        DescribeQuorumRequestData request = call.body(DescribeQuorumRequestData.class);
        Partitions.Shard shard = partitions.shardOf(METADATA);
        shard.loop().run(() -> call.answer(describe(call, request, shard.get(METADATA))));
    }

    private DescribeQuorumResponseData describe(
            Call call, DescribeQuorumRequestData request, @Nullable Partition metadata) {
        DescribeQuorumResponseData response = new DescribeQuorumResponseData();
        request.topics().forEach(asked -> {
            TopicData topic = new TopicData().setTopicName(asked.topicName());
            asked.partitions().forEach(partition -> {
                boolean known =
                        asked.topicName().equals(TopicNames.CLUSTER_METADATA) && partition.partitionIndex() == 0;
                topic.partitions()
                        .add(
                                known && metadata != null
                                        ? describe(metadata)
                                        : new PartitionData()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
            });
            response.topics().add(topic);
        });
        if (call.version() >= 2) {
            DescribeQuorumResponseData.Node self = new DescribeQuorumResponseData.Node().setNodeId(node.id());
            self.listeners()
                    .add(new Listener()
                            .setName("PLAINTEXT")
                            .setHost(call.listener().host())
                            .setPort(call.listener().port()));
            response.nodes().add(self);
        }
        return response;
    }

    private PartitionData describe(Partition metadata) {
        PartitionData described = new PartitionData()
                .setPartitionIndex(0)
                .setLeaderId(node.id())
                .setLeaderEpoch(metadata.leaderEpoch())
                .setHighWatermark(metadata.highWatermark());
        described
                .currentVoters()
                .add(new ReplicaState()
                        .setReplicaId(node.id())
                        .setLogEndOffset(metadata.log().endOffset()));
        return described;
    }
}
