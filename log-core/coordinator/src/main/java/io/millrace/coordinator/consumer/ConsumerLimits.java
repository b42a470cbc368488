package io.millrace.coordinator.consumer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of consumer groups, by Kafka's names {@code group.consumer.*}. <i>Immutable.</i>
 *
 * @param assignors names of server-side assignors, the default first
 */
public record ConsumerLimits(
        int sessionTimeoutMs,
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int heartbeatIntervalMs,
        int minHeartbeatIntervalMs,
        int maxHeartbeatIntervalMs,
        int maxSize,
        List<String> assignors) {
    /** Kafka's defaults. */
    public static final ConsumerLimits DEFAULT = new ConsumerLimits(
            45_000, 45_000, 60_000, 5_000, 5_000, 15_000, Integer.MAX_VALUE, List.of("uniform", "range"));

    int sessionTimeoutMs(Map<String, String> groupConfigs) {
        return within(
                groupConfigs.get("consumer.session.timeout.ms"),
                sessionTimeoutMs,
                minSessionTimeoutMs,
                maxSessionTimeoutMs);
    }

    int heartbeatIntervalMs(Map<String, String> groupConfigs) {
        return within(
                groupConfigs.get("consumer.heartbeat.interval.ms"),
                heartbeatIntervalMs,
                minHeartbeatIntervalMs,
                maxHeartbeatIntervalMs);
    }

    private static int within(@Nullable String own, int fallback, int least, int most) {
        return own == null ? fallback : Math.max(least, Math.min(most, Integer.parseInt(own.trim())));
    }
}
