package io.millrace.client.group;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import org.jspecify.annotations.Nullable;

/**
 * Which group, and how patient it is. <i>Immutable.</i>
 *
 * @param groupId the group's name, not empty
 * @param instanceId name of a static member, or null
 * @param sessionTimeoutMs silence after which the member loses its partitions
 * @param heartbeatIntervalMs time between heartbeats
 * @param rebalanceTimeoutMs how long a rebalance waits for this member
 */
public record GroupConfig(
        String groupId,
        @Nullable String instanceId,
        int sessionTimeoutMs,
        int heartbeatIntervalMs,
        int rebalanceTimeoutMs) {

    /** Checked. */
    public GroupConfig {
        if (groupId.isEmpty()) {
            throw new IllegalArgumentException(ClientKeys.GROUP_ID.name() + " is empty: expected a group's name");
        }
    }

    /** Binds the group's keys; throws IllegalArgumentException that names a bad one. */
    public static GroupConfig from(Settings settings) {
        String instanceId = settings.get(ClientKeys.GROUP_INSTANCE_ID);
        return new GroupConfig(
                settings.get(ClientKeys.GROUP_ID),
                instanceId.isEmpty() ? null : instanceId,
                settings.get(ClientKeys.SESSION_TIMEOUT_MS),
                settings.get(ClientKeys.HEARTBEAT_INTERVAL_MS),
                settings.get(ClientKeys.MAX_POLL_INTERVAL_MS));
    }
}
