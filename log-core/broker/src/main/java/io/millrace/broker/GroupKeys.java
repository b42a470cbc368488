package io.millrace.broker;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.coordinator.consumer.ConsumerLimits;
import io.millrace.coordinator.group.GroupLimits;
import io.millrace.coordinator.group.MigrationPolicy;
import java.util.List;
import java.util.Locale;

/** The configuration keys of consumer groups and of committed offsets, by Kafka's names. <i>Immutable.</i> */
public final class GroupKeys {
    /** Kafka's offsets.retention.minutes. */
    public static final Key<Integer> OFFSETS_RETENTION_MINUTES = Key.ofInt(
            "offsets.retention.minutes",
            10_080,
            1,
            Integer.MAX_VALUE,
            "How long offsets are kept after their group lost its last member, or was no longer subscribed.");
    /** Kafka's offsets.retention.check.interval.ms. */
    public static final Key<Long> OFFSETS_RETENTION_CHECK_MS = Key.ofLong(
            "offsets.retention.check.interval.ms",
            600_000L,
            1L,
            Long.MAX_VALUE,
            "How often old offsets are looked for.");
    /** Kafka's group.consumer.session.timeout.ms. */
    public static final Key<Integer> SESSION_TIMEOUT_MS = Key.ofInt(
            "group.consumer.session.timeout.ms",
            45_000,
            1,
            Integer.MAX_VALUE,
            "A consumer group's member that was silent for so long is taken out.");
    /** Kafka's group.consumer.min.session.timeout.ms. */
    public static final Key<Integer> MIN_SESSION_TIMEOUT_MS = Key.ofInt(
            "group.consumer.min.session.timeout.ms",
            45_000,
            1,
            Integer.MAX_VALUE,
            "The shortest consumer.session.timeout.ms that holds for a group.");
    /** Kafka's group.consumer.max.session.timeout.ms. */
    public static final Key<Integer> MAX_SESSION_TIMEOUT_MS = Key.ofInt(
            "group.consumer.max.session.timeout.ms",
            60_000,
            1,
            Integer.MAX_VALUE,
            "The longest consumer.session.timeout.ms that holds for a group.");
    /** Kafka's group.consumer.heartbeat.interval.ms. */
    public static final Key<Integer> HEARTBEAT_INTERVAL_MS = Key.ofInt(
            "group.consumer.heartbeat.interval.ms",
            5_000,
            1,
            Integer.MAX_VALUE,
            "How often a consumer group's members are asked to show up.");
    /** Kafka's group.consumer.min.heartbeat.interval.ms. */
    public static final Key<Integer> MIN_HEARTBEAT_INTERVAL_MS = Key.ofInt(
            "group.consumer.min.heartbeat.interval.ms",
            5_000,
            1,
            Integer.MAX_VALUE,
            "The shortest consumer.heartbeat.interval.ms that holds for a group.");
    /** Kafka's group.consumer.max.heartbeat.interval.ms. */
    public static final Key<Integer> MAX_HEARTBEAT_INTERVAL_MS = Key.ofInt(
            "group.consumer.max.heartbeat.interval.ms",
            15_000,
            1,
            Integer.MAX_VALUE,
            "The longest consumer.heartbeat.interval.ms that holds for a group.");
    /** Kafka's group.consumer.max.size. */
    public static final Key<Integer> MAX_SIZE = Key.ofInt(
            "group.consumer.max.size",
            Integer.MAX_VALUE,
            1,
            Integer.MAX_VALUE,
            "The most members of one consumer group.");
    /** Kafka's group.consumer.assignors. */
    public static final Key<String> ASSIGNORS = Key.ofChoice(
            "group.consumer.assignors",
            "uniform,range",
            List.of("uniform,range", "range,uniform", "uniform", "range"),
            "How a consumer group's partitions may be shared; the first where its members ask for nothing else.");
    /** Kafka's group.consumer.migration.policy. */
    public static final Key<String> MIGRATION_POLICY = Key.ofChoice(
            "group.consumer.migration.policy",
            "bidirectional",
            List.of("disabled", "upgrade", "downgrade", "bidirectional"),
            "Which groups change their protocol with members in them: classic ones when a member of the consumer"
                    + " protocol joins (upgrade), consumer groups when the last such member leaves (downgrade), both, or"
                    + " none. Empty ones always may.");

    private GroupKeys() {}

    static GroupLimits limits(Settings settings) {
        return new GroupLimits(
                settings.get(BrokerKeys.MIN_SESSION_TIMEOUT_MS),
                settings.get(BrokerKeys.MAX_SESSION_TIMEOUT_MS),
                settings.get(BrokerKeys.GROUP_MAX_SIZE),
                settings.get(BrokerKeys.INITIAL_REBALANCE_DELAY_MS),
                settings.get(BrokerKeys.OFFSET_METADATA_MAX_BYTES),
                settings.get(OFFSETS_RETENTION_MINUTES) * 60_000L,
                settings.get(OFFSETS_RETENTION_CHECK_MS),
                new ConsumerLimits(
                        settings.get(SESSION_TIMEOUT_MS),
                        settings.get(MIN_SESSION_TIMEOUT_MS),
                        settings.get(MAX_SESSION_TIMEOUT_MS),
                        settings.get(HEARTBEAT_INTERVAL_MS),
                        settings.get(MIN_HEARTBEAT_INTERVAL_MS),
                        settings.get(MAX_HEARTBEAT_INTERVAL_MS),
                        settings.get(MAX_SIZE),
                        List.of(settings.get(ASSIGNORS).split(","))),
                MigrationPolicy.valueOf(settings.get(MIGRATION_POLICY).toUpperCase(Locale.ROOT)));
    }
}
