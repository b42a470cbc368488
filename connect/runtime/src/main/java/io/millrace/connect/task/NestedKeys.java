package io.millrace.connect.task;

import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.NoSuchPlugin;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.jspecify.annotations.Nullable;

/** The keys that come with what a config names: each transformation, predicate and converter brings its own. */
final class NestedKeys {
    /** Of no config: any class will do. */
    static final NestedKeys ANY = new NestedKeys(Map.of(), null);

    /** The runtime sets it, not the config. */
    private static final String CONVERTER_TYPE = "converter.type";

    private final Map<String, String> config;
    private final @Nullable Plugins plugins;

    NestedKeys(Map<String, String> config, @Nullable Plugins plugins) {
        this.config = config;
        this.plugins = plugins;
    }

    /** Whether the value names a plug-in of that kind. */
    Validator of(PluginKind kind) {
        return exists(
                "the class or alias of a " + kind.text().replace('_', ' '),
                (known, name) -> known.find(name, kind, null));
    }

    Validator connector() {
        return exists("the class or alias of a connector", (known, name) -> known.findConnector(name, null));
    }

    void addTo(ConfigDef def, PluginKind kind) {
        for (String alias : list(ConnectorKeys.TRANSFORMS)) {
            transformation(def, alias);
        }
        for (String alias : list(ConnectorKeys.PREDICATES)) {
            predicate(def, alias);
        }
        converter(def, ConnectorKeys.KEY_CONVERTER, PluginKind.CONVERTER);
        converter(def, ConnectorKeys.VALUE_CONVERTER, PluginKind.CONVERTER);
        converter(def, ConnectorKeys.HEADER_CONVERTER, PluginKind.HEADER_CONVERTER);
        if (kind == PluginKind.SOURCE) {
            topicGroups(def);
        }
    }

    private void transformation(ConfigDef def, String alias) {
        String prefix = ConnectorKeys.TRANSFORMS + "." + alias + ".";
        Group group = new Group(def, "Transforms: " + alias);
        type(group, prefix, PluginKind.TRANSFORMATION);
        group.add(
                prefix + "predicate",
                Type.STRING,
                "",
                Checks.of(
                        "one of " + list(ConnectorKeys.PREDICATES),
                        value -> value.equals("")
                                || list(ConnectorKeys.PREDICATES).contains(value)),
                Importance.MEDIUM,
                "Alias of the predicate that says which records are transformed; all when empty.");
        group.add(
                prefix + "negate",
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether the records are transformed for which the predicate does not hold.");
        embed(def, prefix, "Transforms: " + alias, PluginKind.TRANSFORMATION, config.get(prefix + "type"));
    }

    private void predicate(ConfigDef def, String alias) {
        String prefix = ConnectorKeys.PREDICATES + "." + alias + ".";
        type(new Group(def, "Predicates: " + alias), prefix, PluginKind.PREDICATE);
        embed(def, prefix, "Predicates: " + alias, PluginKind.PREDICATE, config.get(prefix + "type"));
    }

    private void type(Group group, String prefix, PluginKind kind) {
        group.add(
                prefix + "type",
                Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                of(kind),
                Importance.HIGH,
                "Class or alias of the " + kind.text() + ".");
        group.add(prefix + "plugin.version", Type.STRING, null, null, Importance.LOW, "A range of its versions.");
    }

    private void converter(ConfigDef def, String key, PluginKind kind) {
        embed(def, key + ".", "Common", kind, config.get(key));
    }

    private void topicGroups(ConfigDef def) {
        List<String> names = new ArrayList<>(list(ConnectorKeys.TOPIC_GROUPS));
        names.remove("default");
        names.forEach(name -> topicGroup(def, name, ConfigDef.NO_DEFAULT_VALUE));
        if (!names.isEmpty() || config.keySet().stream().anyMatch(key -> key.startsWith("topic.creation.default."))) {
            topicGroup(def, "default", List.of(".*"));
        }
    }

    private static void topicGroup(ConfigDef def, String name, Object include) {
        String prefix = "topic.creation." + name + ".";
        Group group = new Group(def, "Topic Creation: " + name);
        group.add(
                prefix + "include",
                Type.LIST,
                include,
                Checks.REGEXES,
                Importance.LOW,
                "Topics of the group, by pattern.");
        group.add(
                prefix + "exclude", Type.LIST, List.of(), Checks.REGEXES, Importance.LOW, "Topics that are not of it.");
        group.add(
                prefix + "partitions",
                Type.INT,
                -1,
                COUNT,
                Importance.LOW,
                "Partitions; -1 for the cluster's default.");
        group.add(
                prefix + "replication.factor",
                Type.SHORT,
                (short) -1,
                COUNT,
                Importance.LOW,
                "Copies; -1 for the cluster's default.");
    }

    private static final Validator COUNT = Checks.of(
            "a number from 1, or -1", value -> value instanceof Number n && (n.intValue() == -1 || n.intValue() > 0));

    private void embed(ConfigDef def, String prefix, String group, PluginKind kind, @Nullable String type) {
        if (type == null || plugins == null) {
            return;
        }
        ConfigDef own = own(plugins, kind, type, config.get(prefix + "plugin.version"));
        if (own == null) {
            return;
        }
        ConfigDef without = new ConfigDef();
        own.configKeys().forEach((name, key) -> {
            // A key of ours stands before the plug-in's of the same name.
            if (!name.equals(CONVERTER_TYPE) && !def.configKeys().containsKey(prefix + name)) {
                without.define(key);
            }
        });
        def.embed(prefix, group, 100, without);
    }

    private static @Nullable ConfigDef own(Plugins plugins, PluginKind kind, String type, @Nullable String range) {
        try {
            PluginClass plugin = plugins.find(type, kind, range);
            Object made = plugin.create(Object.class);
            try (LoaderSwap swap = LoaderSwap.to(plugin.loader())) {
                return made instanceof ConnectPlugin known ? known.config() : null;
            }
        } catch (NoSuchPlugin | IllegalArgumentException e) {
            // The validator of the key that names the class tells it.
            return null;
        }
    }

    private List<String> list(String key) {
        List<String> items = new ArrayList<>();
        for (String item : config.getOrDefault(key, "").split(",")) {
            if (!item.isBlank() && !items.contains(item.strip())) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private Validator exists(String expects, Find find) {
        return new Validator() {
            @Override
            public void ensureValid(String key, @Nullable Object value) {
                if (plugins == null || !(value instanceof String name)) {
                    return;
                }
                try {
                    find.find(plugins, name).load();
                } catch (NoSuchPlugin e) {
                    throw new ConfigException(key, value, String.valueOf(e.getMessage()));
                }
            }

            @Override
            public String toString() {
                return expects;
            }
        };
    }

    private interface Find {
        PluginClass find(Plugins plugins, String name);
    }
}
