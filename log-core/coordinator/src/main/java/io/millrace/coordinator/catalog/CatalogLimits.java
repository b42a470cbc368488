package io.millrace.coordinator.catalog;

import java.util.Map;

/**
 * What the node's own settings say about topics. <i>Immutable.</i>
 *
 * @param defaultPartitions for who asks for -1
 * @param maxPartitions the most partitions that this node takes
 * @param nodeId which node decides
 * @param file the node's settings that were given, by name
 */
public record CatalogLimits(int defaultPartitions, int maxPartitions, int nodeId, Map<String, String> file) {
    /** One partition a topic, as Kafka; 200,000 in all. */
    public static final CatalogLimits DEFAULT = new CatalogLimits(1, 200_000, 1, Map.of());
}
