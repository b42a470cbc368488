package io.millrace.coordinator.catalog;

import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.config.Resource;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The committed metadata at one moment, for readers on every loop. <i>Immutable.</i>
 *
 * @param configs what was set, of all resources but topics, which keep it themselves
 * @param features finalised levels above 0
 * @param featuresEpoch grows with every change of the features
 */
public record CatalogImage(
        Map<String, TopicImage> topics,
        Map<Uuid, TopicImage> topicsById,
        Map<Integer, RegisterBroker> brokers,
        Map<Resource, Map<String, String>> configs,
        Map<String, Short> features,
        long featuresEpoch,
        long nextProducerId) {
    /** Nothing yet. */
    public static final CatalogImage EMPTY = new CatalogImage(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), 0, 0);

    /** What was set for a node, a group or a subscription; empty when nothing was. */
    public Map<String, String> configs(Resource resource) {
        return configs.getOrDefault(resource, Map.of());
    }

    /** The file's values with what was set at run time for that node and for all. */
    public NodeValues nodeValues(int nodeId, NodeValues file) {
        return file.with(configs(Resource.node(nodeId)), configs(Resource.cluster()));
    }

    /** The level at which a feature is finalised; 0 when it is off. */
    public int featureLevel(String name) {
        return features.getOrDefault(name, (short) 0);
    }

    /** The topic of that name. */
    public @Nullable TopicImage topic(String name) {
        return topics.get(name);
    }

    /** The topic of that id. */
    public @Nullable TopicImage topic(Uuid id) {
        return topicsById.get(id);
    }

    /** Whether there is that partition of a topic of that name. */
    public boolean has(String name, int partition) {
        TopicImage topic = topics.get(name);
        return topic != null && partition >= 0 && partition < topic.partitionCount();
    }
}
