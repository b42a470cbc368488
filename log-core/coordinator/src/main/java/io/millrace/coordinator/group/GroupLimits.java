package io.millrace.coordinator.group;

import io.millrace.coordinator.consumer.ConsumerLimits;

/**
 * The bounds of groups, by Kafka's names: {@code group.min.session.timeout.ms}, {@code group.max.session.timeout.ms},
 * {@code group.max.size}, {@code group.initial.rebalance.delay.ms}, {@code offset.metadata.max.bytes},
 * {@code offsets.retention.minutes}, {@code offsets.retention.check.interval.ms},
 * {@code group.consumer.migration.policy}. <i>Immutable.</i>
 */
public record GroupLimits(
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int maxSize,
        int initialRebalanceDelayMs,
        int offsetMetadataMaxBytes,
        long offsetsRetentionMs,
        long offsetsRetentionCheckMs,
        ConsumerLimits consumers,
        MigrationPolicy migration) {
    /** Kafka's defaults, but without the wait of three seconds before a new group's first generation. */
    public static final GroupLimits DEFAULT = new GroupLimits(6_000, 1_800_000, Integer.MAX_VALUE, 0, 4096);

    /** With Kafka's defaults for consumer groups, their migration, and the retention of offsets. */
    public GroupLimits(
            int minSessionTimeoutMs,
            int maxSessionTimeoutMs,
            int maxSize,
            int initialRebalanceDelayMs,
            int offsetMetadataMaxBytes) {
        this(
                minSessionTimeoutMs,
                maxSessionTimeoutMs,
                maxSize,
                initialRebalanceDelayMs,
                offsetMetadataMaxBytes,
                7L * 24 * 3600 * 1000,
                600_000,
                ConsumerLimits.DEFAULT,
                MigrationPolicy.BIDIRECTIONAL);
    }
}
