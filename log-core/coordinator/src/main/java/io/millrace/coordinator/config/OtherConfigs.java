package io.millrace.coordinator.config;

import static io.millrace.coordinator.config.ConfigKey.Type.INT;
import static io.millrace.coordinator.config.ConfigKey.Type.LIST;
import static io.millrace.coordinator.config.ConfigKey.key;

import java.util.List;

/** The keys of groups and of subscriptions to clients' metrics. */
public final class OtherConfigs {
    /** How long a member of a consumer group may be silent. */
    public static final String CONSUMER_SESSION_TIMEOUT_MS = "consumer.session.timeout.ms";
    /** How often a member of a consumer group speaks. */
    public static final String CONSUMER_HEARTBEAT_INTERVAL_MS = "consumer.heartbeat.interval.ms";

    static final ConfigTable GROUPS = new ConfigTable(
            "group",
            ConfigSource.GROUP,
            List.of(
                    key(CONSUMER_SESSION_TIMEOUT_MS, INT, 45_000, "After which silence a member is taken to be gone.")
                            .within(45_000, 60_000)
                            .onNode("group.consumer.session.timeout.ms"),
                    key(CONSUMER_HEARTBEAT_INTERVAL_MS, INT, 5_000, "How often members are told to send a heartbeat.")
                            .within(5_000, 15_000)
                            .onNode("group.consumer.heartbeat.interval.ms")));

    static final ConfigTable CLIENT_METRICS = new ConfigTable(
            "client metrics",
            ConfigSource.CLIENT_METRICS,
            List.of(
                    key("metrics", LIST, "", "Prefixes of the metrics that are subscribed to."),
                    key("interval.ms", INT, 300_000, "How often clients push them.")
                            .within(100, 3_600_000),
                    key("match", LIST, "", "Which clients are meant, as pairs of a property and a pattern.")));

    private OtherConfigs() {}
}
