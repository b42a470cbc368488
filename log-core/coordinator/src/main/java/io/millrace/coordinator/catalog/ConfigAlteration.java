package io.millrace.coordinator.catalog;

import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.config.ConfigChange.Edit;
import io.millrace.coordinator.config.ConfigChange.Kind;
import io.millrace.coordinator.config.ConfigChange.Outcome;
import io.millrace.coordinator.config.ConfigKey;
import io.millrace.coordinator.config.ConfigTable;
import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.config.Resource;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Changes of configurations against the catalog: each resource stands or falls alone, as a whole. <i>Loop-owned.</i> */
final class ConfigAlteration {
    private final CatalogMachine catalog;
    private final NodeValues node;
    private final boolean validateOnly;
    private final List<MetadataRecord> records = new ArrayList<>();

    ConfigAlteration(CatalogMachine catalog, CatalogLimits limits, boolean validateOnly) {
        this.catalog = catalog;
        this.node = catalog.nodeValues(limits.nodeId(), limits.file());
        this.validateOnly = validateOnly;
    }

    List<MetadataRecord> records() {
        return records;
    }

    List<Outcome> alter(List<ConfigChange> changes) {
        return changes.stream().map(this::alter).toList();
    }

    private Outcome alter(ConfigChange change) {
        Resource resource = change.resource();
        ConfigTable table = ConfigTable.of(resource.type());
        Map<String, String> before = catalog.configs(resource);
        if (table == null) {
            return refused(resource, Errors.INVALID_REQUEST, "no type of resource has number " + resource.type());
        }
        if (before == null) {
            return refused(resource, Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic " + resource.name());
        }
        Map<String, @Nullable String> after = new LinkedHashMap<>();
        if (change.replace()) {
            before.keySet().forEach(key -> after.put(key, null));
        }
        for (Edit edit : change.edits()) {
            ConfigKey key = table.find(edit.key());
            if ((edit.kind() == Kind.APPEND || edit.kind() == Kind.SUBTRACT)
                    && key != null
                    && key.type() != ConfigKey.Type.LIST) {
                return refused(
                        resource,
                        Errors.INVALID_CONFIG,
                        edit.key() + " is no list, which is what " + edit.kind() + " changes");
            }
            String now = key == null ? edit.value() : edited(edit, table, before);
            // What was set once and is unknown now can still be removed.
            if (now != null || edit.kind() != Kind.DELETE || (key == null && !before.containsKey(edit.key()))) {
                String fault = table.fault(edit.key(), now);
                if (fault != null) {
                    return refused(resource, Errors.INVALID_CONFIG, fault);
                }
            }
            after.put(edit.key(), now);
        }
        if (!validateOnly) {
            after.forEach((key, value) -> {
                if (!Objects.equals(before.get(key), value)) {
                    records.add(new Config(resource.type(), resource.name(), key, value));
                }
            });
        }
        return new Outcome(resource, Errors.NONE, null);
    }

    private @Nullable String edited(Edit edit, ConfigTable table, Map<String, String> before) {
        String value = edit.value();
        if (edit.kind() == Kind.DELETE) {
            return null;
        }
        if (edit.kind() == Kind.SET || value == null) {
            return value;
        }
        Set<String> words = words(table.inForce(edit.key(), before, node));
        if (edit.kind() == Kind.APPEND) {
            words.addAll(words(value));
        } else {
            words.removeAll(words(value));
        }
        return String.join(",", words);
    }

    private static Set<String> words(String list) {
        Set<String> words = new LinkedHashSet<>();
        Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .forEach(words::add);
        return words;
    }

    private static Outcome refused(Resource resource, Errors error, String why) {
        return new Outcome(resource, error, why);
    }
}
