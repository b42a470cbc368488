package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** One plain request of each kind, in any version, about a topic that exists. */
final class MinimalRequests {
    private final String topic;
    private final Uuid topicId;

    MinimalRequests(String topic, Uuid topicId) {
        this.topic = topic;
        this.topicId = topicId;
    }

    ApiMessage of(ApiKeys api, int version) {
        String group = "group-" + api.name + "-" + version;
        return switch (api) {
            case PRODUCE -> produce(version);
            case FETCH -> fetch(version);
            case LIST_OFFSETS -> listOffsets();
            case METADATA ->
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(topic)));
            case OFFSET_COMMIT -> offsetCommit(group, version);
            case OFFSET_FETCH -> offsetFetch(group, version);
            case FIND_COORDINATOR ->
                version < 4
                        ? new FindCoordinatorRequestData().setKey(group)
                        : new FindCoordinatorRequestData().setCoordinatorKeys(List.of(group));
            case JOIN_GROUP -> join(group);
            case HEARTBEAT -> new HeartbeatRequestData().setGroupId(group).setMemberId("m");
            case LEAVE_GROUP -> leave(group, version);
            case SYNC_GROUP ->
                new SyncGroupRequestData()
                        .setGroupId(group)
                        .setMemberId("m")
                        .setProtocolType("consumer")
                        .setProtocolName("range");
            case DESCRIBE_GROUPS ->
                new DescribeGroupsRequestData().setGroups(List.of(group)).setIncludeAuthorizedOperations(version >= 3);
            case LIST_GROUPS -> new ListGroupsRequestData();
            case API_VERSIONS ->
                new ApiVersionsRequestData().setClientSoftwareName("test").setClientSoftwareVersion("1");
            case CREATE_TOPICS -> create("created-" + version);
            case DELETE_TOPICS -> delete("created-" + (version + 1), version);
            case INIT_PRODUCER_ID ->
                new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(Integer.MAX_VALUE);
            case OFFSET_FOR_LEADER_EPOCH -> leaderEpoch();
            case DESCRIBE_CONFIGS ->
                new DescribeConfigsRequestData()
                        .setResources(List.of(new DescribeConfigsRequestData.DescribeConfigsResource()
                                .setResourceType((byte) 2)
                                .setResourceName(topic)
                                .setConfigurationKeys(null)))
                        .setIncludeSynonyms(true)
                        .setIncludeDocumentation(version >= 3);
            case DELETE_GROUPS -> new DeleteGroupsRequestData().setGroupsNames(List.of(group));
            case OFFSET_DELETE -> offsetDelete(group);
            case CONSUMER_GROUP_HEARTBEAT ->
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(group)
                        .setMemberId("m")
                        .setRebalanceTimeoutMs(60_000)
                        .setSubscribedTopicNames(List.of(topic))
                        .setTopicPartitions(List.of());
            case CONSUMER_GROUP_DESCRIBE -> new ConsumerGroupDescribeRequestData().setGroupIds(List.of(group));
            case DESCRIBE_CLUSTER -> new DescribeClusterRequestData();
            default ->
                TransactionRequests.knows(api)
                        ? TransactionRequests.of(api, version, topic)
                        : AdminRequests.of(api, topic);
        };
    }

    private ApiMessage produce(int version) {
        BatchWriter writer = new BatchWriter(256, 10_000).begin();
        writer.append(1, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(version < 13 ? topic : "")
                        .setTopicId(version < 13 ? Uuid.ZERO_UUID : topicId)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(0)
                                .setRecords(
                                        RecordsData.of(writer.finish(-1, (short) -1, -1, Compression.NONE, false))))));
        return request;
    }

    private ApiMessage fetch(int version) {
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setMaxBytes(1_000_000)
                .setTopics(List.of(new FetchRequestData.FetchTopic()
                        .setTopic(version < 13 ? topic : "")
                        .setTopicId(version < 13 ? Uuid.ZERO_UUID : topicId)
                        .setPartitions(List.of(new FetchRequestData.FetchPartition()
                                .setPartition(0)
                                .setFetchOffset(0)
                                .setPartitionMaxBytes(100_000)))));
    }

    private ApiMessage listOffsets() {
        return new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsRequestData.ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new ListOffsetsRequestData.ListOffsetsPartition()
                                .setPartitionIndex(0)
                                .setTimestamp(-1)))));
    }

    private ApiMessage offsetCommit(String group, int version) {
        return new OffsetCommitRequestData()
                .setGroupId(group)
                .setTopics(List.of(new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setName(version < 10 ? topic : "")
                        .setTopicId(version < 10 ? Uuid.ZERO_UUID : topicId)
                        .setPartitions(List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(1)
                                .setCommittedMetadata("m")))));
    }

    private ApiMessage offsetFetch(String group, int version) {
        if (version < 8) {
            return new OffsetFetchRequestData()
                    .setGroupId(group)
                    .setTopics(List.of(new OffsetFetchRequestData.OffsetFetchRequestTopic()
                            .setName(topic)
                            .setPartitionIndexes(List.of(0))));
        }
        return new OffsetFetchRequestData()
                .setGroups(List.of(new OffsetFetchRequestData.OffsetFetchRequestGroup()
                        .setGroupId(group)
                        .setTopics(List.of(new OffsetFetchRequestData.OffsetFetchRequestTopics()
                                .setName(version < 10 ? topic : "")
                                .setTopicId(version < 10 ? Uuid.ZERO_UUID : topicId)
                                .setPartitionIndexes(List.of(0))))));
    }

    private static ApiMessage join(String group) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(group)
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(10_000)
                .setProtocolType("consumer");
        request.protocols()
                .add(new JoinGroupRequestData.JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(new byte[0]));
        return request;
    }

    private static ApiMessage leave(String group, int version) {
        return version < 3
                ? new LeaveGroupRequestData().setGroupId(group).setMemberId("m")
                : new LeaveGroupRequestData()
                        .setGroupId(group)
                        .setMembers(List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId("m")));
    }

    private static ApiMessage create(String name) {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics()
                .add(new CreateTopicsRequestData.CreatableTopic()
                        .setName(name)
                        .setNumPartitions(1)
                        .setReplicationFactor((short) 1));
        return request;
    }

    private static ApiMessage delete(String name, int version) {
        return version < 6
                ? new DeleteTopicsRequestData().setTopicNames(List.of(name))
                : new DeleteTopicsRequestData()
                        .setTopics(List.of(new DeleteTopicsRequestData.DeleteTopicState().setName(name)));
    }

    private ApiMessage leaderEpoch() {
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData().setReplicaId(-1);
        request.topics()
                .add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                        .setTopic(topic)
                        .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()
                                .setPartition(0)
                                .setLeaderEpoch(0))));
        return request;
    }

    private ApiMessage offsetDelete(String group) {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(group);
        request.topics()
                .add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                        .setName(topic)
                        .setPartitions(List.of(
                                new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(0))));
        return request;
    }
}
