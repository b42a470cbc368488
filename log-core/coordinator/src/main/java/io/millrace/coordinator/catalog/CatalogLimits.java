package io.millrace.coordinator.catalog;

/** {@code num.partitions} for who asks for -1, and the most partitions that this node takes. <i>Immutable.</i> */
public record CatalogLimits(int defaultPartitions, int maxPartitions) {
    /** One partition a topic, as Kafka; 200,000 in all. */
    public static final CatalogLimits DEFAULT = new CatalogLimits(1, 200_000);
}
