package io.millrace.coordinator.group;

/**
 * The bounds of groups, by Kafka's names: {@code group.min.session.timeout.ms}, {@code group.max.session.timeout.ms},
 * {@code group.max.size}, {@code group.initial.rebalance.delay.ms}, {@code offset.metadata.max.bytes}. <i>Immutable.</i>
 */
public record GroupLimits(
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int maxSize,
        int initialRebalanceDelayMs,
        int offsetMetadataMaxBytes) {
    /** Kafka's defaults, but without the wait of three seconds before a new group's first generation. */
    public static final GroupLimits DEFAULT = new GroupLimits(6_000, 1_800_000, Integer.MAX_VALUE, 0, 4096);
}
