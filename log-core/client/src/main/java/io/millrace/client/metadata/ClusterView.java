package io.millrace.client.metadata;

import io.millrace.base.Endpoint;
import io.millrace.client.metadata.TopicInfo.PartitionInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The cluster as the answers so far draw it; an answer from a node that lags behind does not turn it back. <i>Loop-owned.</i> */
final class ClusterView {
    private final Map<String, TopicInfo> byName = new HashMap<>();
    private final Map<Uuid, TopicInfo> byId = new HashMap<>();
    private Map<Integer, NodeInfo> nodes = Map.of();
    private @Nullable String clusterId;

    @Nullable
    TopicInfo topic(String name) {
        return byName.get(name);
    }

    @Nullable
    TopicInfo topic(Uuid id) {
        return byId.get(id);
    }

    Map<Integer, NodeInfo> nodes() {
        return nodes;
    }

    /** What the cluster calls itself, or null while no node has told. */
    @Nullable
    String clusterId() {
        return clusterId;
    }

    /** Takes in nodes and topics; names those that are new, grown or made again. */
    List<TopicInfo> absorb(MetadataResponseData response) {
        if (response.clusterId() != null) {
            clusterId = response.clusterId();
        }
        absorbNodes(response);
        List<TopicInfo> changed = new ArrayList<>();
        for (MetadataResponseTopic topic : response.topics()) {
            if (topic.errorCode() != Errors.NONE.code()) {
                continue;
            }
            TopicInfo before = byName.get(topic.name());
            TopicInfo now = newest(before, read(topic));
            put(before, now);
            if (before == null
                    || before.partitionCount() != now.partitionCount()
                    || !before.id().equals(now.id())) {
                changed.add(now);
            }
        }
        return changed;
    }

    /** Whether the topic is known and each of its partitions has a leader that is known. */
    boolean settled(String name) {
        TopicInfo topic = byName.get(name);
        return topic != null && topic.partitions().stream().allMatch(p -> nodes.containsKey(p.leaderId()));
    }

    void forget(String name) {
        TopicInfo gone = byName.remove(name);
        if (gone != null) {
            byId.remove(gone.id());
        }
    }

    static TopicInfo read(MetadataResponseTopic topic) {
        List<MetadataResponsePartition> sorted = new ArrayList<>(topic.partitions());
        sorted.sort((a, b) -> Integer.compare(a.partitionIndex(), b.partitionIndex()));
        List<PartitionInfo> partitions = new ArrayList<>(sorted.size());
        for (MetadataResponsePartition p : sorted) {
            partitions.add(new PartitionInfo(
                    p.partitionIndex(), p.leaderId(), p.leaderEpoch(), p.replicaNodes(), p.isrNodes()));
        }
        return new TopicInfo(
                topic.name(), topic.topicId(), topic.isInternal(), Collections.unmodifiableList(partitions));
    }

    private void absorbNodes(MetadataResponseData response) {
        if (response.brokers().isEmpty()) {
            return;
        }
        Map<Integer, NodeInfo> told = new LinkedHashMap<>();
        for (MetadataResponseBroker broker : response.brokers()) {
            told.put(
                    broker.nodeId(),
                    new NodeInfo(broker.nodeId(), new Endpoint(broker.host(), broker.port()), broker.rack()));
        }
        nodes = Collections.unmodifiableMap(told);
    }

    private void put(@Nullable TopicInfo before, TopicInfo now) {
        if (before != null) {
            byId.remove(before.id());
        }
        byName.put(now.name(), now);
        if (!now.id().equals(Uuid.ZERO_UUID)) {
            byId.put(now.id(), now);
        }
    }

    private static TopicInfo newest(@Nullable TopicInfo before, TopicInfo told) {
        if (before == null || !before.id().equals(told.id())) {
            return told;
        }
        List<PartitionInfo> merged = new ArrayList<>(told.partitions());
        for (int i = 0; i < Math.min(merged.size(), before.partitionCount()); i++) {
            PartitionInfo had = before.partitions().get(i);
            if (had.leaderEpoch() > merged.get(i).leaderEpoch() && merged.get(i).leaderEpoch() >= 0) {
                merged.set(i, had);
            }
        }
        return new TopicInfo(told.name(), told.id(), told.internal(), Collections.unmodifiableList(merged));
    }
}
