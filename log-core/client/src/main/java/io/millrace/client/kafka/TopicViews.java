package io.millrace.client.kafka;

import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.metadata.TopicInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.jspecify.annotations.Nullable;

/** The topics in use as the loop last heard of them, for the threads that send. <i>Any thread;</i> the loop writes. */
final class TopicViews {
    private final Map<String, TopicInfo> topics = new ConcurrentHashMap<>();
    private volatile Map<Integer, NodeInfo> nodes = Map.of();
    private volatile @Nullable Cluster cluster;

    @Nullable
    TopicInfo get(String topic) {
        return topics.get(topic);
    }

    /** Loop-owned: one that was asked for. */
    void heard(TopicInfo topic, Metadata metadata) {
        topics.put(topic.name(), topic);
        update(metadata);
    }

    /** Loop-owned: after each answer of the cluster. */
    void update(Metadata metadata) {
        for (String name : topics.keySet()) {
            TopicInfo now = metadata.known(name);
            if (now == null) {
                topics.remove(name);
            } else {
                topics.put(name, now);
            }
        }
        nodes = metadata.nodes();
        cluster = null;
    }

    /** As Kafka's partitioners want it. */
    Cluster cluster() {
        Cluster made = cluster;
        if (made == null) {
            List<PartitionInfo> partitions = new ArrayList<>();
            Set<String> internal = new HashSet<>();
            for (TopicInfo topic : topics.values()) {
                partitions.addAll(partitions(topic));
                if (topic.internal()) {
                    internal.add(topic.name());
                }
            }
            made = new Cluster(null, kafkaNodes().values(), partitions, Set.of(), internal);
            cluster = made;
        }
        return made;
    }

    List<PartitionInfo> partitions(TopicInfo topic) {
        Map<Integer, Node> known = kafkaNodes();
        List<PartitionInfo> partitions = new ArrayList<>(topic.partitionCount());
        for (TopicInfo.PartitionInfo each : topic.partitions()) {
            partitions.add(new PartitionInfo(
                    topic.name(),
                    each.partition(),
                    known.get(each.leaderId()),
                    nodes(each.replicas(), known),
                    nodes(each.inSync(), known)));
        }
        return partitions;
    }

    private Map<Integer, Node> kafkaNodes() {
        Map<Integer, Node> known = new HashMap<>();
        nodes.forEach((id, node) -> known.put(
                id, new Node(id, node.endpoint().host(), node.endpoint().port(), node.rack())));
        return known;
    }

    private static Node[] nodes(List<Integer> ids, Map<Integer, Node> known) {
        return ids.stream()
                .map(id -> known.getOrDefault(id, new Node(id, "", -1)))
                .toArray(Node[]::new);
    }
}
