package io.millrace.streams;

import io.millrace.base.Endpoint;
import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What the settings of an application say about the clients inside it, by Kafka Streams' prefixes. */
final class ClientSettings {
    /** Read by the runtime itself: where a source without a committed position begins. */
    static final Key<String> AUTO_OFFSET_RESET = Key.ofChoice(
            "auto.offset.reset",
            "earliest",
            List.of("earliest", "latest", "none"),
            "Where an input partition without a committed position begins.");

    private static final Map<String, Key<?>> KEYS = Stream.concat(ClientKeys.ALL.stream(), Stream.of(AUTO_OFFSET_RESET))
            .collect(Collectors.toMap(Key::name, Function.identity(), (a, b) -> a));

    /** Where our own choice is not the client's: larger batches, since what a task writes comes in bursts. */
    private static final Map<String, String> DEFAULTS = Map.of(
            ClientKeys.LINGER_MS.name(), "10",
            ClientKeys.BATCH_SIZE.name(), Integer.toString(128 << 10),
            ClientKeys.HEARTBEAT_INTERVAL_MS.name(), "1000");

    /** A heartbeat inside the JVM costs next to nothing, and members hear of a rebalance by it. */
    private static final String IN_PROCESS_HEARTBEAT_MS = "50";

    /** Kafka's, set for every client by the application's own keys of the same name, so never by a prefix. */
    private static final List<String> OF_THE_APPLICATION =
            List.of(ClientKeys.BOOTSTRAP_SERVERS.name(), ClientKeys.CLIENT_ID.name(), ClientKeys.GROUP_ID.name());

    private ClientSettings() {}

    /** Whether a client reads the name, with or without a prefix. */
    static boolean knows(String name) {
        return KEYS.containsKey(name);
    }

    /** The settings of one client: those without a prefix, then those of each prefix in turn, the last one wins. */
    static Settings of(Map<String, ?> originals, Map<String, String> own, String... prefixes) {
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        if (own.getOrDefault(ClientKeys.BOOTSTRAP_SERVERS.name(), "").startsWith(Endpoint.IN_PROCESS)) {
            values.put(ClientKeys.HEARTBEAT_INTERVAL_MS.name(), IN_PROCESS_HEARTBEAT_MS);
        }
        pick(originals, "", values);
        for (String prefix : prefixes) {
            pick(originals, prefix, values);
        }
        OF_THE_APPLICATION.forEach(values::remove);
        values.putAll(own);
        return Settings.of(values, List.copyOf(KEYS.values()));
    }

    /** A setting of the main consumer as text, or null. */
    static @Nullable String text(Map<String, ?> originals, String name) {
        for (String prefix : List.of(StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.CONSUMER_PREFIX, "")) {
            Object value = originals.get(prefix + name);
            if (value != null) {
                return text(value);
            }
        }
        return null;
    }

    private static void pick(Map<String, ?> originals, String prefix, Map<String, String> into) {
        originals.forEach((name, value) -> {
            if (name.startsWith(prefix) && value != null && knows(name.substring(prefix.length()))) {
                into.put(name.substring(prefix.length()), text(value));
            }
        });
    }

    private static String text(Object value) {
        if (value instanceof Password secret) {
            return secret.value();
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }
}
