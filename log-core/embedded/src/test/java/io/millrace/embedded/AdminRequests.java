package io.millrace.embedded;

import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** One plain request of each kind that administrators send, about a topic that exists. */
final class AdminRequests {
    private AdminRequests() {}

    static ApiMessage of(ApiKeys api, String topic) {
        return switch (api) {
            case CREATE_PARTITIONS -> {
                CreatePartitionsRequestData request = new CreatePartitionsRequestData().setValidateOnly(true);
                request.topics()
                        .add(new CreatePartitionsRequestData.CreatePartitionsTopic()
                                .setName(topic)
                                .setCount(9)
                                .setAssignments(null));
                yield request;
            }
            case DESCRIBE_TOPIC_PARTITIONS ->
                new DescribeTopicPartitionsRequestData()
                        .setTopics(List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName(topic)));
            case DELETE_RECORDS ->
                new DeleteRecordsRequestData()
                        .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic()
                                .setName(topic)
                                .setPartitions(List.of(new DeleteRecordsRequestData.DeleteRecordsPartition()
                                        .setPartitionIndex(0)
                                        .setOffset(0)))));
            case ALTER_CONFIGS -> {
                AlterConfigsRequestData request = new AlterConfigsRequestData().setValidateOnly(true);
                request.resources()
                        .add(new AlterConfigsRequestData.AlterConfigsResource()
                                .setResourceType((byte) 2)
                                .setResourceName(topic));
                yield request;
            }
            case INCREMENTAL_ALTER_CONFIGS -> {
                IncrementalAlterConfigsRequestData request =
                        new IncrementalAlterConfigsRequestData().setValidateOnly(true);
                request.resources()
                        .add(new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                                .setResourceType((byte) 2)
                                .setResourceName(topic));
                yield request;
            }
            case LIST_CONFIG_RESOURCES -> new ListConfigResourcesRequestData();
            case UPDATE_FEATURES -> new UpdateFeaturesRequestData();
            case DESCRIBE_LOG_DIRS -> new DescribeLogDirsRequestData().setTopics(null);
            case DESCRIBE_QUORUM ->
                new DescribeQuorumRequestData()
                        .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                                .setTopicName("__cluster_metadata")
                                .setPartitions(
                                        List.of(new DescribeQuorumRequestData.PartitionData().setPartitionIndex(0)))));
            case UNREGISTER_BROKER -> new UnregisterBrokerRequestData().setBrokerId(99);
            case ELECT_LEADERS -> {
                ElectLeadersRequestData request = new ElectLeadersRequestData();
                request.topicPartitions()
                        .add(new ElectLeadersRequestData.TopicPartitions()
                                .setTopic(topic)
                                .setPartitions(List.of(0)));
                yield request;
            }
            case ALTER_PARTITION_REASSIGNMENTS ->
                new AlterPartitionReassignmentsRequestData()
                        .setTopics(List.of(new AlterPartitionReassignmentsRequestData.ReassignableTopic()
                                .setName(topic)
                                .setPartitions(
                                        List.of(new AlterPartitionReassignmentsRequestData.ReassignablePartition()
                                                .setPartitionIndex(0)
                                                .setReplicas(List.of(1))))));
            case LIST_PARTITION_REASSIGNMENTS -> new ListPartitionReassignmentsRequestData().setTopics(null);
            case DESCRIBE_ACLS ->
                new DescribeAclsRequestData()
                        .setResourceTypeFilter((byte) 2)
                        .setPatternTypeFilter((byte) 3)
                        .setOperation((byte) 2)
                        .setPermissionType((byte) 3);
            case CREATE_ACLS ->
                new CreateAclsRequestData()
                        .setCreations(List.of(new CreateAclsRequestData.AclCreation()
                                .setResourceType((byte) 2)
                                .setResourceName(topic)
                                .setResourcePatternType((byte) 3)
                                .setPrincipal("User:a")
                                .setHost("*")
                                .setOperation((byte) 2)
                                .setPermissionType((byte) 3)));
            case DELETE_ACLS ->
                new DeleteAclsRequestData()
                        .setFilters(List.of(new DeleteAclsRequestData.DeleteAclsFilter()
                                .setResourceTypeFilter((byte) 2)
                                .setPatternTypeFilter((byte) 3)
                                .setOperation((byte) 2)
                                .setPermissionType((byte) 3)));
            default -> throw new AssertionError("no request is written here for " + api);
        };
    }
}
