package io.millrace.streams;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import io.millrace.streams.runtime.RuntimeConfig;
import io.millrace.streams.task.TaskConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** From the settings as text to what the runtime is told. */
final class RuntimeSettings {
    private RuntimeSettings() {}

    static RuntimeConfig bind(StreamsConfig config, UUID processId) {
        Map<String, Object> originals = config.originals();
        String bootstrap = String.join(",", config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
        String applicationId = config.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        Settings main = main(originals, bootstrap, applicationId, applicationId);
        return new RuntimeConfig(
                applicationId,
                processId,
                task(config),
                config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG),
                config.getLong(StreamsConfig.POLL_MS_CONFIG),
                main.get(ClientSettings.AUTO_OFFSET_RESET),
                topicDefaults(config),
                config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG).shortValue(),
                config.getLong(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG),
                clientId -> main(originals, bootstrap, applicationId, clientId),
                ClientSettings.of(
                        originals,
                        identity(bootstrap, applicationId),
                        StreamsConfig.CONSUMER_PREFIX,
                        StreamsConfig.RESTORE_CONSUMER_PREFIX),
                clientId -> ClientSettings.of(
                        originals,
                        identity(bootstrap, clientId),
                        StreamsConfig.CONSUMER_PREFIX,
                        StreamsConfig.GLOBAL_CONSUMER_PREFIX));
    }

    /** One client reads, writes and administers, so all their prefixes lead to it; no two of them share a key. */
    private static Settings main(
            Map<String, Object> originals, String bootstrap, String applicationId, String clientId) {
        Map<String, String> own = identity(bootstrap, clientId);
        own.put(ClientKeys.GROUP_ID.name(), applicationId);
        String instance = ClientSettings.text(originals, ClientKeys.GROUP_INSTANCE_ID.name());
        if (instance != null) {
            // Kafka Streams' rule: each thread of an instance is a member of its own.
            int number = clientId.lastIndexOf('-');
            own.put(ClientKeys.GROUP_INSTANCE_ID.name(), instance + (number < 0 ? "" : clientId.substring(number)));
        }
        return ClientSettings.of(
                originals,
                own,
                StreamsConfig.ADMIN_CLIENT_PREFIX,
                StreamsConfig.PRODUCER_PREFIX,
                StreamsConfig.CONSUMER_PREFIX,
                StreamsConfig.MAIN_CONSUMER_PREFIX);
    }

    private static Map<String, String> identity(String bootstrap, String clientId) {
        Map<String, String> own = new HashMap<>();
        own.put(ClientKeys.BOOTSTRAP_SERVERS.name(), bootstrap);
        own.put(ClientKeys.CLIENT_ID.name(), clientId);
        return own;
    }

    private static TaskConfig task(StreamsConfig config) {
        long cacheBytes = config.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG);
        return new TaskConfig(
                config.getString(StreamsConfig.APPLICATION_ID_CONFIG),
                orMissing(config.defaultKeySerde(), StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG),
                orMissing(config.defaultValueSerde(), StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG),
                config.defaultTimestampExtractor(),
                cacheBytes / config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG),
                config.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG),
                config.deserializationExceptionHandler(),
                config.processingExceptionHandler(),
                config.productionExceptionHandler());
    }

    private static Map<String, String> topicDefaults(StreamsConfig config) {
        return config.originalsWithPrefix(StreamsConfig.TOPIC_PREFIX).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    private static Serde<?> orMissing(@Nullable Serde<?> serde, String key) {
        return serde == null ? new MissingSerde(key) : serde;
    }

    /** Stands where no default serde was set, and says so when one is needed. */
    private record MissingSerde(String key) implements Serde<Object> {
        @Override
        public Serializer<Object> serializer() {
            throw missing();
        }

        @Override
        public Deserializer<Object> deserializer() {
            throw missing();
        }

        private ConfigException missing() {
            return new ConfigException("a step of the topology has no serde of its own, and " + key + " is not set");
        }
    }
}
