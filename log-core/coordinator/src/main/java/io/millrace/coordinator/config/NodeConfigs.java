package io.millrace.coordinator.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What can be set for nodes: the defaults of topics and groups, under the names that these have there. */
public final class NodeConfigs {
    /** Those that can be set while the node runs. */
    static final ConfigTable TABLE = new ConfigTable("broker", ConfigSource.DYNAMIC_NODE, dynamic());

    private static final Map<String, ConfigKey> DEFAULTED = defaulted();

    private NodeConfigs() {}

    /** Every name that sets the default of a key of topics which the log acts by, with the key under that name. */
    public static Map<String, ConfigKey> topicDefaults() {
        return DEFAULTED;
    }

    /** Whether a value can be set while the node runs. */
    public static boolean dynamic(String name) {
        return TABLE.find(name) != null;
    }

    /** What was set for a name of the node, the value in force first, its default last. */
    public static List<ConfigValue> synonyms(NodeValues values, String name, String fallback) {
        for (ConfigKey key : TopicConfigs.all()) {
            for (NodeName each : key.nodeNames()) {
                if (each.name().equals(name)) {
                    return values.synonyms(key.nodeNames(), key.defaultValue());
                }
            }
        }
        return values.synonyms(List.of(new NodeName(name, 1)), fallback);
    }

    /** Minutes and hours are read where the node starts only, as in Kafka. */
    private static List<ConfigKey> dynamic() {
        List<ConfigKey> keys = new ArrayList<>();
        for (ConfigKey key : TopicConfigs.all()) {
            if (key.honoured() && !key.nodeNames().isEmpty()) {
                keys.add(key.named(key.nodeNames().get(0)));
            }
        }
        return keys;
    }

    private static Map<String, ConfigKey> defaulted() {
        Map<String, ConfigKey> names = new TreeMap<>();
        for (ConfigKey key : TopicConfigs.all()) {
            if (key.honoured()) {
                key.nodeNames().forEach(name -> names.put(name.name(), key.named(name)));
            }
        }
        return names;
    }
}
