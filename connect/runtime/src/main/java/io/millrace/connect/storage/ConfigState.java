package io.millrace.connect.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the config topic says, record by record. Task configs count from their commit on, and only as a whole set: a worker
 * may have died between them. <i>Loop-owned.</i>
 */
final class ConfigState {
    private final Map<String, Map<String, String>> connectors = new TreeMap<>();
    private final Map<String, TargetState> targets = new HashMap<>();
    private final Map<String, Map<Integer, Map<String, String>>> uncommitted = new HashMap<>();
    private final Map<String, List<Map<String, String>>> tasks = new HashMap<>();

    /** Takes a record; throws IllegalArgumentException on one that cannot be read. */
    void take(String key, byte @Nullable [] value) {
        if (key.startsWith(ConfigRecords.CONNECTOR)) {
            connector(key.substring(ConfigRecords.CONNECTOR.length()), value);
        } else if (key.startsWith(ConfigRecords.TASK)) {
            task(key.substring(ConfigRecords.TASK.length()), value);
        } else if (key.startsWith(ConfigRecords.COMMIT)) {
            commit(key.substring(ConfigRecords.COMMIT.length()), value);
        } else if (key.startsWith(ConfigRecords.TARGET)) {
            target(key.substring(ConfigRecords.TARGET.length()), value);
        }
        // Restart requests are for those who ran when they were written; session keys and fencings are for groups.
    }

    /** All connectors, by name. */
    List<StoredConnector> connectors() {
        List<StoredConnector> all = new ArrayList<>();
        connectors.forEach((name, config) -> all.add(new StoredConnector(
                name, config, targets.getOrDefault(name, TargetState.STARTED), tasks.getOrDefault(name, List.of()))));
        return all;
    }

    private void connector(String name, byte @Nullable [] value) {
        if (value == null) {
            connectors.remove(name);
            tasks.remove(name);
            uncommitted.remove(name);
        } else {
            connectors.put(name, properties(value));
        }
    }

    private void task(String id, byte @Nullable [] value) {
        int dash = id.lastIndexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("no task has the id " + id);
        }
        int number = Integer.parseInt(id.substring(dash + 1));
        Map<Integer, Map<String, String>> deferred =
                uncommitted.computeIfAbsent(id.substring(0, dash), name -> new HashMap<>());
        if (value == null) {
            deferred.remove(number);
        } else {
            deferred.put(number, properties(value));
        }
    }

    private void commit(String name, byte @Nullable [] value) {
        if (value == null || !(Json.readObject(value).get(ConfigRecords.TASKS) instanceof Long count)) {
            tasks.remove(name);
            return;
        }
        Map<Integer, Map<String, String>> deferred = uncommitted.getOrDefault(name, Map.of());
        List<Map<String, String>> before = tasks.getOrDefault(name, List.of());
        List<Map<String, String>> set = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, String> config = deferred.get(i);
            if (config == null && i < before.size()) {
                config = before.get(i);
            }
            if (config == null) {
                // Compaction took a part of the set; the connector will be asked for a new one.
                tasks.remove(name);
                return;
            }
            set.add(config);
        }
        tasks.put(name, List.copyOf(set));
        uncommitted.remove(name);
    }

    private void target(String name, byte @Nullable [] value) {
        if (value == null) {
            targets.remove(name);
            return;
        }
        Map<String, @Nullable Object> stored = Json.readObject(value);
        Object newer = stored.get(ConfigRecords.STATE_V2);
        targets.put(name, TargetState.valueOf(String.valueOf(newer == null ? stored.get(ConfigRecords.STATE) : newer)));
    }

    private static Map<String, String> properties(byte[] value) {
        if (!(Json.readObject(value).get(ConfigRecords.PROPERTIES) instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("there are no properties");
        }
        Map<String, String> properties = new LinkedHashMap<>();
        map.forEach((key, property) -> {
            if (property != null) {
                properties.put(String.valueOf(key), String.valueOf(property));
            }
        });
        return Collections.unmodifiableMap(properties);
    }
}
