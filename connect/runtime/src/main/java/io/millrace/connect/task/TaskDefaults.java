package io.millrace.connect.task;

import java.util.HashMap;
import java.util.Map;

/**
 * What the worker says for all tasks, unless a connector says otherwise. <i>Immutable.</i>
 *
 * @param properties the worker's own: {@code key.converter} and the like with their nested keys, {@code producer.*},
 *     {@code consumer.*}
 * @param offsetFlushIntervalMs time between commits of offsets
 * @param offsetFlushTimeoutMs how long a commit may take
 * @param createTopics whether {@code topic.creation.*} of connectors is heeded
 */
public record TaskDefaults(
        Map<String, String> properties, int offsetFlushIntervalMs, int offsetFlushTimeoutMs, boolean createTopics) {

    /** Kafka Connect's defaults, for these properties. */
    public static TaskDefaults of(Map<String, String> properties) {
        return new TaskDefaults(Map.copyOf(properties), 60_000, 5_000, true);
    }

    /** The properties under a prefix, without it. */
    public static Map<String, String> under(String prefix, Map<String, String> properties) {
        Map<String, String> found = new HashMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
