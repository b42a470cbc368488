package io.millrace.connect.herder.config;

import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.NoSuchPlugin;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;
import org.jspecify.annotations.Nullable;

/**
 * Asks a connector's class, and all that its config names, what they say of the config. Calls foreign code, so it may
 * block. <i>Any thread.</i>
 */
public final class Validation {
    /** Our own connectors say all their keys; of others an unknown key may be meant for somebody else. */
    private static final String OURS = "io.millrace.connector.";

    private static final List<String> OPEN = List.of(
            "producer.override.",
            "consumer.override.",
            "admin.override.",
            "key.converter.",
            "value.converter.",
            "header.converter.",
            "transforms.",
            "predicates.",
            "topic.creation.");

    private final Plugins plugins;

    /** Of these plug-ins. */
    public Validation(Plugins plugins) {
        this.plugins = plugins;
    }

    /** What the class says of its keys; of one that cannot be loaded, what the runtime knows. */
    public Shape shape(Map<String, String> config) {
        try {
            PluginClass plugin = connector(config);
            Connector made = plugin.create(Connector.class);
            try (LoaderSwap swap = LoaderSwap.to(plugin.loader())) {
                return shape(plugin, made.config(), config);
            }
        } catch (NoSuchPlugin e) {
            return unknown(config);
        }
    }

    /** Of a class that does not tell: what the runtime knows. */
    public Shape unknown(Map<String, String> config) {
        return new Shape(null, "", ConnectorKeys.of(PluginKind.SINK, config, plugins));
    }

    /** The class that the config names; throws {@link NoSuchPlugin}. */
    public PluginClass connector(Map<String, String> config) {
        String name = config.get(ConnectorKeys.CLASS);
        if (name == null || name.isBlank()) {
            throw new NoSuchPlugin("the config has no " + ConnectorKeys.CLASS);
        }
        return plugins.findConnector(name.trim(), config.get(ConnectorKeys.VERSION));
    }

    /** Every key at once. */
    public Report validate(Map<String, String> config) {
        PluginClass plugin;
        Connector made;
        try {
            plugin = connector(config);
            made = plugin.create(Connector.class);
        } catch (NoSuchPlugin e) {
            return withoutClass(config, String.valueOf(e.getMessage()));
        }
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        Shape shape;
        try (LoaderSwap swap = LoaderSwap.to(plugin.loader())) {
            ConfigDef own = made.config();
            shape = shape(plugin, own, config);
            for (ConfigValue value : ask(made, config, shape).configValues()) {
                values.put(value.name(), value);
            }
        }
        ConfigDef runtime = ConnectorKeys.of(plugin.info().kind(), config, plugins);
        // What the runtime says of its keys comes first, and stands before what the connector says of the same.
        Map<String, ConfigValue> all = new LinkedHashMap<>();
        runtime.validate(config).forEach(value -> {
            if (runtime.configKeys().containsKey(value.name())) {
                all.put(value.name(), value);
            }
        });
        values.forEach(all::putIfAbsent);
        topics(plugin.info().kind(), config, all);
        if (plugin.info().className().startsWith(OURS)) {
            unknown(shape.def(), config, all);
        }
        return report(config.getOrDefault(ConnectorKeys.CLASS, plugin.info().className()), shape, config, all);
    }

    private static Config ask(Connector made, Map<String, String> config, Shape shape) {
        try {
            return made.validate(config);
        } catch (RuntimeException e) {
            throw new Refused(
                    Refused.BAD,
                    made.getClass().getName() + " cannot check this config: "
                            + shape.secrets(config).scrub(String.valueOf(e.getMessage())));
        }
    }

    private Shape shape(PluginClass plugin, ConfigDef own, Map<String, String> config) {
        PluginKind kind = plugin.info().kind();
        ConfigDef all = new ConfigDef(ConnectorKeys.of(kind, config, plugins));
        own.configKeys().forEach((name, key) -> {
            if (!all.configKeys().containsKey(name)) {
                all.define(key);
            } else if (key.type == Type.PASSWORD) {
                all.configKeys().put(name, key);
            }
        });
        return new Shape(kind, plugin.version(), all);
    }

    private Report withoutClass(Map<String, String> config, String why) {
        ConfigDef def = ConnectorKeys.of(
                config.containsKey(ConnectorKeys.TOPICS) ? PluginKind.SINK : PluginKind.SOURCE, config, plugins);
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        def.validate(config).forEach(value -> {
            if (def.configKeys().containsKey(value.name())) {
                values.put(value.name(), value);
            }
        });
        values.put(
                ConnectorKeys.CLASS,
                new ConfigValue(
                        ConnectorKeys.CLASS,
                        config.get(ConnectorKeys.CLASS),
                        List.of(),
                        List.of(ConnectorKeys.CLASS + ": " + why)));
        return report(config.getOrDefault(ConnectorKeys.CLASS, ""), new Shape(null, "", def), config, values);
    }

    private static void topics(PluginKind kind, Map<String, String> config, Map<String, ConfigValue> all) {
        ConfigValue topics = all.get(ConnectorKeys.TOPICS);
        if (kind != PluginKind.SINK || topics == null) {
            return;
        }
        boolean named = !config.getOrDefault(ConnectorKeys.TOPICS, "").isBlank();
        boolean matched = !config.getOrDefault(ConnectorKeys.TOPICS_REGEX, "").isBlank();
        if (named == matched) {
            topics.addErrorMessage(
                    named
                            ? "topics and topics.regex are both given: a sink needs one of them"
                            : "a sink needs topics or topics.regex, the topics to read");
        }
        String refused = config.getOrDefault(ConnectorKeys.DLQ_TOPIC, "");
        if (named
                && List.of(config.getOrDefault(ConnectorKeys.TOPICS, "").split("\\s*,\\s*"))
                        .contains(refused)) {
            topics.addErrorMessage("topics: " + refused + " is the dead-letter queue of this connector as well");
        }
    }

    private static void unknown(ConfigDef def, Map<String, String> config, Map<String, ConfigValue> all) {
        for (String key : new TreeSet<>(config.keySet())) {
            if (!def.configKeys().containsKey(key)
                    && !all.containsKey(key)
                    && OPEN.stream().noneMatch(key::startsWith)) {
                // Without its value: who misspells a password's key has still written a password.
                all.put(
                        key,
                        new ConfigValue(
                                key,
                                null,
                                List.of(),
                                List.of(key + " is no key of this connector"
                                        + Nearest.hint(key, def.configKeys().keySet()))));
            }
        }
    }

    private static Report report(
            String name, Shape shape, Map<String, String> config, Map<String, ConfigValue> values) {
        Secrets secrets = shape.secrets(config);
        List<Item> items = new ArrayList<>();
        values.values().forEach(value -> items.add(item(shape, secrets, config, value)));
        return new Report(name, shape.def().groups(), List.copyOf(items), shape);
    }

    private static Item item(Shape shape, Secrets secrets, Map<String, String> config, ConfigValue value) {
        ConfigKey key = shape.def().configKeys().get(value.name());
        List<String> errors = new ArrayList<>(
                value.errorMessages().stream().map(secrets::scrub).distinct().toList());
        if (errors.size() > 1) {
            // A value that cannot be read is none to the next check.
            errors.removeIf(error -> error.startsWith("Invalid value null "));
        }
        String shown = shown(shape, key, value);
        if (Secrets.HIDDEN.equals(config.get(value.name()))) {
            errors.add(value.name() + ": " + Secrets.HIDDEN + " stands for a stored value, and there is none");
        }
        List<String> recommended =
                value.recommendedValues().stream().map(String::valueOf).toList();
        return new Item(value.name(), key, shown, recommended, List.copyOf(errors), value.visible());
    }

    private static @Nullable String shown(Shape shape, @Nullable ConfigKey key, ConfigValue value) {
        Object raw = value.value();
        if (raw == null) {
            return null;
        }
        String text = key == null ? String.valueOf(raw) : text(raw, key.type);
        return text == null ? null : shape.hide(value.name(), text);
    }

    /** A value that does not have its key's type is shown as it was written. */
    private static @Nullable String text(Object raw, Type type) {
        try {
            return ConfigDef.convertToString(raw, type);
        } catch (ClassCastException e) {
            return String.valueOf(raw);
        }
    }
}
