package io.millrace.broker;

import io.millrace.base.Key;
import io.millrace.coordinator.config.ConfigKey;
import io.millrace.coordinator.config.NodeConfigs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of a node that give topics their defaults, made from the table of the topics' own. <i>Immutable.</i> */
final class TopicKeys {
    private TopicKeys() {}

    /** Those declared, and after them every default of topics that is not among them. */
    static List<Key<?>> with(List<Key<?>> declared) {
        Set<String> names = new HashSet<>();
        declared.forEach(key -> names.add(key.name()));
        List<Key<?>> all = new ArrayList<>(declared);
        NodeConfigs.topicDefaults().forEach((name, key) -> {
            if (!names.contains(name)) {
                all.add(of(key));
            }
        });
        return List.copyOf(all);
    }

    private static Key<String> of(ConfigKey key) {
        return new Key<>(
                key.name(),
                type(key.type()),
                key.defaultValue(),
                key.doc() + " For topics that set nothing themselves.",
                key.expects(),
                false,
                text -> text,
                text -> key.fault(text) == null);
    }

    private static String type(ConfigKey.Type type) {
        return switch (type) {
            case BOOLEAN -> "boolean";
            case INT -> "int";
            case LONG -> "long";
            default -> "string";
        };
    }
}
