package io.millrace.broker.admin;

import io.millrace.base.Key;
import io.millrace.broker.api.Api;
import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partitions;
import io.millrace.storage.log.LogStore;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;

/** The requests about the node and its configuration. <i>Immutable.</i> */
public final class AdminApis {
    private AdminApis() {}

    /** All of them. The node has settings of those keys, and its file gives some of them a value. */
    public static List<Api> all(
            Node node,
            Topics topics,
            Partitions partitions,
            TopicCommands catalog,
            LogStore store,
            Map<String, String> file,
            List<Key<?>> keys) {
        ConfigChanges changes =
                new ConfigChanges(node, catalog, keys.stream().map(Key::name).collect(Collectors.toSet()));
        return List.of(
                new DescribeConfigsApi(node, topics, file, keys),
                new IncrementalAlterConfigsApi(changes),
                new AlterConfigsApi(changes),
                new ListConfigResourcesApi(node, topics),
                new UpdateFeaturesApi(catalog),
                new DescribeLogDirsApi(store, partitions),
                new DescribeQuorumApi(node, partitions),
                new UnregisterBrokerApi(node),
                new ElectLeadersApi(topics),
                new AlterPartitionReassignmentsApi(topics),
                new ListPartitionReassignmentsApi(),
                new AclsApi(ApiKeys.DESCRIBE_ACLS),
                new AclsApi(ApiKeys.CREATE_ACLS),
                new AclsApi(ApiKeys.DELETE_ACLS));
    }
}
