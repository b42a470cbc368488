package io.millrace.coordinator.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was set for a node, by the name on the node. What was set at run time goes before the file, the node's own before
 * the cluster's; milliseconds before minutes before hours. <i>Immutable.</i>
 *
 * @param node at run time, for this node
 * @param cluster at run time, for all nodes
 * @param file where the node was started
 */
public record NodeValues(Map<String, String> node, Map<String, String> cluster, Map<String, String> file) {
    /** Nothing was set. */
    public static final NodeValues NONE = new NodeValues(Map.of(), Map.of(), Map.of());

    /** With what the file says alone. */
    public static NodeValues ofFile(Map<String, String> file) {
        return new NodeValues(Map.of(), Map.of(), Map.copyOf(file));
    }

    /** The same file with what was set at run time. */
    public NodeValues with(Map<String, String> forNode, Map<String, String> forCluster) {
        return new NodeValues(forNode, forCluster, file);
    }

    /** Everything set under any of the names, the one in force first; the default last, if the key is on the node at all. */
    public List<ConfigValue> synonyms(List<NodeName> names, String keysDefault) {
        List<ConfigValue> found = new ArrayList<>(2);
        collect(names, node, ConfigSource.DYNAMIC_NODE, found);
        collect(names, cluster, ConfigSource.DYNAMIC_CLUSTER, found);
        collect(names, file, ConfigSource.FILE, found);
        if (!names.isEmpty()) {
            found.add(names.get(names.size() - 1).fallback(keysDefault));
        }
        return found;
    }

    /** What topics have that set nothing themselves, where it differs from the keys' own defaults. */
    public Map<String, String> topicDefaults() {
        Map<String, String> defaults = new HashMap<>();
        for (ConfigKey key : TopicConfigs.all()) {
            String value = of(key);
            if (value != null) {
                defaults.put(key.name(), value);
            }
        }
        return defaults;
    }

    /** What was set on the node for the key and is in force there, in the key's unit; null when nothing was. */
    public @Nullable String of(ConfigKey key) {
        for (Map<String, String> set : List.of(node, cluster, file)) {
            for (NodeName name : key.nodeNames()) {
                String text = set.get(name.name());
                if (text != null) {
                    return name.value(text, ConfigSource.DEFAULT).inKeysUnit();
                }
            }
        }
        return null;
    }

    private static void collect(
            List<NodeName> names, Map<String, String> set, ConfigSource source, List<ConfigValue> into) {
        for (NodeName name : names) {
            String text = set.get(name.name());
            if (text != null) {
                into.add(name.value(text, source));
            }
        }
    }
}
