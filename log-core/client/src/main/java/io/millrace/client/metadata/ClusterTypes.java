package io.millrace.client.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.jspecify.annotations.Nullable;

/** What we know of a cluster in Kafka's own types. <i>Any thread.</i> */
public final class ClusterTypes {
    private ClusterTypes() {}

    /** The topics with the nodes that hold them. */
    public static Cluster cluster(
            @Nullable String clusterId, Map<Integer, NodeInfo> nodes, Collection<TopicInfo> topics) {
        List<PartitionInfo> partitions = new ArrayList<>();
        Set<String> internal = new HashSet<>();
        for (TopicInfo topic : topics) {
            partitions.addAll(partitions(topic, nodes));
            if (topic.internal()) {
                internal.add(topic.name());
            }
        }
        List<Node> all = new ArrayList<>(nodes.size());
        nodes.values().forEach(node -> all.add(node(node)));
        return new Cluster(clusterId, all, partitions, Set.of(), internal);
    }

    /** A topic's partitions. */
    public static List<PartitionInfo> partitions(TopicInfo topic, Map<Integer, NodeInfo> nodes) {
        List<PartitionInfo> partitions = new ArrayList<>(topic.partitionCount());
        for (TopicInfo.PartitionInfo each : topic.partitions()) {
            NodeInfo leader = nodes.get(each.leaderId());
            partitions.add(new PartitionInfo(
                    topic.name(),
                    each.partition(),
                    leader == null ? null : node(leader),
                    nodes(each.replicas(), nodes),
                    nodes(each.inSync(), nodes)));
        }
        return partitions;
    }

    private static Node[] nodes(List<Integer> ids, Map<Integer, NodeInfo> nodes) {
        Node[] found = new Node[ids.size()];
        for (int i = 0; i < found.length; i++) {
            NodeInfo node = nodes.get(ids.get(i));
            found[i] = node == null ? new Node(ids.get(i), "", -1) : node(node);
        }
        return found;
    }

    private static Node node(NodeInfo node) {
        return new Node(node.id(), node.endpoint().host(), node.endpoint().port(), node.rack());
    }
}
