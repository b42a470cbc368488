package io.millrace.broker;

import io.millrace.base.Clock;
import io.millrace.broker.admin.AdminApis;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.ApiVersionsApi;
import io.millrace.broker.api.ConsumerGroupDescribeApi;
import io.millrace.broker.api.ConsumerGroupHeartbeatApi;
import io.millrace.broker.api.CreatePartitionsApi;
import io.millrace.broker.api.CreateTopicsApi;
import io.millrace.broker.api.DeleteGroupsApi;
import io.millrace.broker.api.DeleteRecordsApi;
import io.millrace.broker.api.DeleteTopicsApi;
import io.millrace.broker.api.DescribeClusterApi;
import io.millrace.broker.api.DescribeGroupsApi;
import io.millrace.broker.api.DescribeTopicPartitionsApi;
import io.millrace.broker.api.FetchApi;
import io.millrace.broker.api.HeartbeatApi;
import io.millrace.broker.api.JoinGroupApi;
import io.millrace.broker.api.LeaveGroupApi;
import io.millrace.broker.api.ListGroupsApi;
import io.millrace.broker.api.ListOffsetsApi;
import io.millrace.broker.api.MetadataApi;
import io.millrace.broker.api.Node;
import io.millrace.broker.api.OffsetCommitApi;
import io.millrace.broker.api.OffsetDeleteApi;
import io.millrace.broker.api.OffsetFetchApi;
import io.millrace.broker.api.OffsetForLeaderEpochApi;
import io.millrace.broker.api.ProduceApi;
import io.millrace.broker.api.SyncGroupApi;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.ProducerIds;
import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.session.FetchSessions;
import io.millrace.broker.transact.TransactionApis;
import io.millrace.broker.transact.TransactionHosts;
import io.millrace.storage.log.LogStore;
import java.util.ArrayList;
import java.util.List;

/** Every request that this node carries out. <i>Immutable.</i> */
final class Handlers {
    private final ApiVersionsApi apiVersions;

    Handlers(
            BrokerConfig config,
            Limits limits,
            Node node,
            Clock clock,
            LogStore store,
            Topics topics,
            Partitions partitions,
            GroupHosts groups,
            TopicCommands commands,
            ProducerIds producerIds,
            TransactionHosts transactions,
            FetchSessions fetchSessions) {
        List<Api> all = new ArrayList<>(List.of(
                new ProduceApi(topics, partitions, transactions, clock),
                new FetchApi(topics, partitions, fetchSessions, limits.fetchMaxBytes(), config.poison()),
                new ListOffsetsApi(topics, partitions),
                new OffsetForLeaderEpochApi(topics, partitions),
                new MetadataApi(node, topics, commands, limits.autoCreateTopics()),
                new CreateTopicsApi(commands),
                new DeleteTopicsApi(commands),
                new CreatePartitionsApi(commands),
                new DescribeTopicPartitionsApi(node, topics),
                new DeleteRecordsApi(topics, partitions),
                new DescribeClusterApi(node),
                new JoinGroupApi(groups),
                new SyncGroupApi(groups),
                new HeartbeatApi(groups),
                new LeaveGroupApi(groups),
                new OffsetCommitApi(topics, groups),
                new OffsetFetchApi(topics, groups),
                new OffsetDeleteApi(topics, groups),
                new DescribeGroupsApi(groups),
                new ListGroupsApi(groups),
                new DeleteGroupsApi(groups),
                new ConsumerGroupHeartbeatApi(groups),
                new ConsumerGroupDescribeApi(groups)));
        all.addAll(TransactionApis.all(node, topics, partitions, groups, producerIds, transactions, clock));
        all.addAll(AdminApis.all(
                node, topics, partitions, commands, store, limits.catalog().file(), BrokerKeys.ALL));
        this.apiVersions = new ApiVersionsApi(all, topics);
    }

    /** The table of all of them. */
    ApiVersionsApi apiVersions() {
        return apiVersions;
    }
}
