package io.millrace.client.kafka.consumer;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.group.GroupConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's keys, read by Kafka's own rules. <i>Immutable.</i>
 *
 * @param kafka as Kafka reads them
 * @param client ours
 * @param fetch how it fetches
 * @param group which group, or null without one
 * @param reset the policy without a position
 * @param autoCommit whether positions are committed by themselves
 * @param autoCommitNanos how often
 * @param maxPollRecords of one poll
 * @param maxPollIntervalMs time between polls after which the member leaves
 */
public record ConsumerSettings(
        ConsumerConfig kafka,
        ClientConfig client,
        FetchConfig fetch,
        @Nullable GroupConfig group,
        OffsetReset reset,
        boolean autoCommit,
        long autoCommitNanos,
        int maxPollRecords,
        int maxPollIntervalMs) {

    /** Reads them; ConfigException, InvalidConfigurationException on what does not fit. */
    public static ConsumerSettings of(Map<String, Object> configs) {
        ConsumerConfig kafka = new ConsumerConfig(configs);
        Settings settings = ours(kafka, configs);
        boolean grouped = kafka.getString(ConsumerConfig.GROUP_ID_CONFIG) != null;
        boolean autoCommit = kafka.getBoolean(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
        if (!grouped && autoCommit) {
            if (kafka.originals().containsKey(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)) {
                throw new InvalidConfigurationException(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG + "=true needs a "
                        + ConsumerConfig.GROUP_ID_CONFIG + " to commit for");
            }
            autoCommit = false;
        }
        try {
            return new ConsumerSettings(
                    kafka,
                    ClientConfig.from(settings),
                    FetchConfig.from(settings),
                    grouped ? GroupConfig.from(settings) : null,
                    OffsetReset.of(kafka.getString(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG)),
                    autoCommit,
                    kafka.getInt(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG) * 1_000_000L,
                    kafka.getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                    kafka.getInt(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    public GroupConfig groupOrThrow() {
        GroupConfig known = group;
        if (known == null) {
            throw new org.apache.kafka.common.errors.InvalidGroupIdException(
                    "set " + ConsumerConfig.GROUP_ID_CONFIG + " to subscribe or to commit");
        }
        return known;
    }

    /** Whether the group's coordinator divides it, and not one of its members. */
    public boolean remoteGroup() {
        return kafka.getString(ConsumerConfig.GROUP_PROTOCOL_CONFIG)
                .toLowerCase(Locale.ROOT)
                .equals("consumer");
    }

    /** The coordinator's assignor that it shall divide by, or null for its own choice. */
    @Nullable
    public String remoteAssignor() {
        return kafka.getString(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
    }

    @Nullable
    public String rack() {
        return fetch.rack().isEmpty() ? null : fetch.rack();
    }

    /** What Kafka read, under the keys that are ours too. */
    private static Settings ours(ConsumerConfig kafka, Map<String, Object> configs) {
        Map<String, String> values = new HashMap<>();
        Map<String, ?> read = kafka.values();
        ClientKeys.ALL.forEach(key -> {
            Object value = read.containsKey(key.name()) ? read.get(key.name()) : configs.get(key.name());
            if (value instanceof Collection<?> list) {
                values.put(key.name(), list.stream().map(String::valueOf).collect(Collectors.joining(",")));
            } else if (value instanceof Password password) {
                values.put(key.name(), password.value());
            } else if (value instanceof Class<?> type) {
                values.put(key.name(), type.getName());
            } else if (value != null) {
                values.put(key.name(), value.toString());
            }
        });
        try {
            return Settings.of(values, ClientKeys.ALL);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }
}
