package io.millrace.connect.storage;

import io.millrace.connect.storage.Journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of the config topic, byte for byte as Kafka Connect writes them. */
final class ConfigRecords {
    static final String CONNECTOR = "connector-";
    static final String TASK = "task-";
    static final String COMMIT = "commit-";
    static final String TARGET = "target-state-";
    static final String RESTART = "restart-connector-";
    static final String PROPERTIES = "properties";
    static final String TASKS = "tasks";
    static final String STATE = "state";
    static final String STATE_V2 = "state.v2";

    private ConfigRecords() {}

    static Entry connector(String name, Map<String, String> config) {
        return entry(CONNECTOR + name, Map.of(PROPERTIES, config));
    }

    /** Workers that know no STOPPED take it for PAUSED. */
    static Entry target(String name, TargetState state) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put(STATE, (state == TargetState.STOPPED ? TargetState.PAUSED : state).name());
        value.put(STATE_V2, state.name());
        return entry(TARGET + name, value);
    }

    /** The tasks, and after them the commit that makes them valid. */
    static List<Entry> tasks(String name, List<Map<String, String>> configs) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            entries.add(entry(TASK + name + "-" + i, Map.of(PROPERTIES, configs.get(i))));
        }
        entries.add(entry(COMMIT + name, Map.of(TASKS, configs.size())));
        return entries;
    }

    static List<Entry> deletion(String name) {
        return List.of(new Entry(utf8(CONNECTOR + name), null), new Entry(utf8(TARGET + name), null));
    }

    static Entry restart(String name, boolean includeTasks, boolean onlyFailed) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("include-tasks", includeTasks);
        value.put("only-failed", onlyFailed);
        return entry(RESTART + name, value);
    }

    private static Entry entry(String key, @Nullable Object value) {
        return new Entry(utf8(key), Json.bytes(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
