package io.millrace.connect;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityConfig;
import io.millrace.connect.storage.StoreTopic;
import io.millrace.connect.storage.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker needs. <i>Immutable.</i>
 *
 * @param bootstrapServers the cluster
 * @param security how connections to it are secured
 * @param groupId workers of one group share their connectors
 * @param topics where configs, source offsets and states lie
 * @param pluginPath where plug-ins lie
 * @param converters the worker's converters and their settings: {@code key.converter}, {@code key.converter.*} and so on
 * @param offsetFlushInterval tasks write their positions so often
 * @param offsetFlushTimeout how long that may take
 * @param grace how long a stop may take
 * @param workerId host and port in states
 * @param tracksTopics whether the topics that a connector uses are remembered
 * @param resetsTopics whether these may be reset
 */
public record WorkerConfig(
        String bootstrapServers,
        SecurityConfig security,
        String groupId,
        Stores.Topics topics,
        List<Path> pluginPath,
        Map<String, String> converters,
        Duration offsetFlushInterval,
        Duration offsetFlushTimeout,
        Duration grace,
        String workerId,
        boolean tracksTopics,
        boolean resetsTopics) {

    /** Binds the keys; throws IllegalArgumentException that names a bad one. */
    public static WorkerConfig from(Settings settings) {
        return new WorkerConfig(
                settings.get(ClientKeys.BOOTSTRAP_SERVERS),
                SecurityConfig.from(settings),
                settings.get(ConnectKeys.GROUP_ID),
                new Stores.Topics(
                        new StoreTopic(
                                ConnectKeys.CONFIG_TOPIC.name(),
                                settings.get(ConnectKeys.CONFIG_TOPIC),
                                1,
                                true,
                                settings.get(ConnectKeys.CONFIG_REPLICATION).shortValue()),
                        new StoreTopic(
                                ConnectKeys.OFFSET_TOPIC.name(),
                                settings.get(ConnectKeys.OFFSET_TOPIC),
                                settings.get(ConnectKeys.OFFSET_PARTITIONS),
                                false,
                                settings.get(ConnectKeys.OFFSET_REPLICATION).shortValue()),
                        new StoreTopic(
                                ConnectKeys.STATUS_TOPIC.name(),
                                settings.get(ConnectKeys.STATUS_TOPIC),
                                settings.get(ConnectKeys.STATUS_PARTITIONS),
                                false,
                                settings.get(ConnectKeys.STATUS_REPLICATION).shortValue())),
                paths(settings.get(ConnectKeys.PLUGIN_PATH)),
                converters(settings),
                Duration.ofMillis(settings.get(ConnectKeys.OFFSET_FLUSH_INTERVAL_MS)),
                Duration.ofMillis(settings.get(ConnectKeys.OFFSET_FLUSH_TIMEOUT_MS)),
                Duration.ofMillis(settings.get(ConnectKeys.SHUTDOWN_GRACE_MS)),
                settings.get(ConnectKeys.ADVERTISED_HOST) + ":" + settings.get(ConnectKeys.ADVERTISED_PORT),
                settings.get(ConnectKeys.TOPIC_TRACKING),
                settings.get(ConnectKeys.TOPIC_TRACKING_RESET));
    }

    private static List<Path> paths(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static Map<String, String> converters(Settings settings) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("key.converter", settings.get(ConnectKeys.KEY_CONVERTER));
        map.put("value.converter", settings.get(ConnectKeys.VALUE_CONVERTER));
        map.put("header.converter", settings.get(ConnectKeys.HEADER_CONVERTER));
        map.put("key.converter.schemas.enable", String.valueOf(settings.get(ConnectKeys.KEY_SCHEMAS)));
        map.put("value.converter.schemas.enable", String.valueOf(settings.get(ConnectKeys.VALUE_SCHEMAS)));
        if (settings.has(ConnectKeys.KEY_REGISTRY)) {
            map.put("key.converter.schema.registry.url", settings.get(ConnectKeys.KEY_REGISTRY));
        }
        if (settings.has(ConnectKeys.VALUE_REGISTRY)) {
            map.put("value.converter.schema.registry.url", settings.get(ConnectKeys.VALUE_REGISTRY));
        }
        return Map.copyOf(map);
    }
}
