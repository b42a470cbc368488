package io.millrace.coordinator.config;

import io.millrace.base.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.jspecify.annotations.Nullable;

/** The keys that one kind of resource has. <i>Immutable.</i> */
public final class ConfigTable {
    private final String kind;
    private final ConfigSource own;
    private final Map<String, ConfigKey> keys;

    ConfigTable(String kind, ConfigSource own, List<ConfigKey> keys) {
        Map<String, ConfigKey> byName = new TreeMap<>();
        keys.forEach(key -> byName.put(key.name(), key));
        this.kind = kind;
        this.own = own;
        this.keys = Collections.unmodifiableMap(byName);
    }

    /** The table for a type of {@link Resource} whose keys can be set; null for the others. */
    public static @Nullable ConfigTable of(byte type) {
        return switch (type) {
            case Resource.TOPIC -> TopicConfigs.TABLE;
            case Resource.NODE -> NodeConfigs.TABLE;
            case Resource.CLIENT_METRICS -> OtherConfigs.CLIENT_METRICS;
            case Resource.GROUP -> OtherConfigs.GROUPS;
            default -> null;
        };
    }

    /** The key of that name. */
    public @Nullable ConfigKey find(String key) {
        return keys.get(key);
    }

    /** All, by name. */
    public Collection<ConfigKey> all() {
        return keys.values();
    }

    /** What is wrong with that key or value; null when it is fine. */
    public @Nullable String fault(String key, @Nullable String value) {
        ConfigKey config = keys.get(key);
        if (config == null) {
            return "no configuration of a " + kind + " is called " + key + Settings.nearest(key, keys.keySet());
        }
        return value == null ? key + " lacks a value" : config.fault(value);
    }

    /** The value in force of a key: the resource's own, else the node's, else the default. */
    public String inForce(String key, Map<String, String> set, NodeValues node) {
        String value = set.get(key);
        if (value != null) {
            return value;
        }
        ConfigKey config = keys.get(key);
        if (config == null) {
            throw new IllegalArgumentException("no configuration of a " + kind + " is called " + key);
        }
        String onNode = node.of(config);
        return onNode == null ? config.defaultValue() : onNode;
    }

    /** DescribeConfigs' entries for a resource with those values set; all keys when none is named. */
    public List<DescribeConfigsResourceResult> describe(
            Map<String, String> set,
            NodeValues node,
            @Nullable Collection<String> names,
            boolean synonyms,
            boolean documentation) {
        List<DescribeConfigsResourceResult> described = new ArrayList<>();
        for (ConfigKey config : keys.values()) {
            if (names == null || names.isEmpty() || names.contains(config.name())) {
                described.add(describe(config, set.get(config.name()), node, synonyms)
                        .setDocumentation(documentation ? config.doc() : null));
            }
        }
        return described;
    }

    private DescribeConfigsResourceResult describe(
            ConfigKey config, @Nullable String set, NodeValues node, boolean synonyms) {
        List<ConfigValue> values = new ArrayList<>(3);
        if (set != null) {
            values.add(new ConfigValue(config.name(), set, set, own));
        }
        values.addAll(node.synonyms(config.nodeNames(), config.defaultValue()));
        boolean known = !values.isEmpty();
        return new DescribeConfigsResourceResult()
                .setName(config.name())
                .setValue(known ? values.get(0).inKeysUnit() : config.defaultValue())
                .setConfigSource((known ? values.get(0).source() : ConfigSource.DEFAULT).id())
                .setReadOnly(false)
                .setIsSensitive(false)
                .setConfigType(config.type().id())
                .setSynonyms(synonyms ? wire(values) : List.of());
    }

    /** Those values as DescribeConfigs shows them. */
    public static List<DescribeConfigsSynonym> wire(List<ConfigValue> values) {
        List<DescribeConfigsSynonym> wire = new ArrayList<>(values.size());
        values.forEach(value -> wire.add(new DescribeConfigsSynonym()
                .setName(value.name())
                .setValue(value.text())
                .setSource(value.source().id())));
        return wire;
    }
}
