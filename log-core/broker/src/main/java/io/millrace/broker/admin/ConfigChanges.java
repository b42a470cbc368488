package io.millrace.broker.admin;

import io.millrace.broker.api.Node;
import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.config.ConfigChange.Edit;
import io.millrace.coordinator.config.ConfigChange.Kind;
import io.millrace.coordinator.config.ConfigChange.Outcome;
import io.millrace.coordinator.config.NodeConfigs;
import io.millrace.coordinator.config.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What both requests that alter configurations have in common: what this node refuses before the catalog decides. */
final class ConfigChanges {
    private final Node node;
    private final TopicCommands catalog;
    private final Set<String> nodeKeys;

    /** Of that node, which has settings of those names. */
    ConfigChanges(Node node, TopicCommands catalog, Set<String> nodeKeys) {
        this.node = node;
        this.catalog = catalog;
        this.nodeKeys = Set.copyOf(nodeKeys);
    }

    void make(List<ConfigChange> asked, boolean validateOnly, Consumer<List<Outcome>> answer) {
        Map<Resource, Integer> times = new HashMap<>();
        asked.forEach(change -> times.merge(change.resource(), 1, Integer::sum));
        List<Outcome> outcomes = new ArrayList<>();
        List<ConfigChange> taken = new ArrayList<>();
        for (ConfigChange change : asked) {
            Integer time = times.remove(change.resource());
            if (time == null) {
                continue;
            }
            String fault = time > 1 ? "the request names this resource twice" : fault(change);
            if (fault == null) {
                taken.add(change);
            } else {
                outcomes.add(new Outcome(change.resource(), Errors.INVALID_REQUEST, fault));
            }
        }
        if (taken.isEmpty()) {
            answer.accept(outcomes);
            return;
        }
        catalog.alterConfigs(taken, validateOnly, decided -> {
            outcomes.addAll(decided);
            answer.accept(outcomes);
        });
    }

    private @Nullable String fault(ConfigChange change) {
        Set<String> keys = new HashSet<>();
        for (Edit edit : change.edits()) {
            if (!keys.add(edit.key())) {
                return edit.key() + " is changed twice";
            }
            if (edit.kind() == Kind.UNKNOWN) {
                return edit.key() + ": no such kind of change";
            }
            if (edit.kind() != Kind.DELETE && edit.value() == null) {
                return edit.key() + " lacks a value";
            }
        }
        Resource resource = change.resource();
        return switch (resource.type()) {
            case Resource.TOPIC -> TopicNames.fault(resource.name());
            case Resource.NODE -> faultOfNode(resource.name(), keys);
            case Resource.GROUP ->
                resource.name().isEmpty() ? "a group is named: there is no default for all groups" : null;
            case Resource.CLIENT_METRICS ->
                resource.name().isEmpty()
                        ? "a subscription of client metrics is named: there is no default for all"
                        : null;
            case Resource.LOGGERS -> "the levels of loggers are set where the node is started";
            default -> "no type of resource has number " + resource.type();
        };
    }

    private @Nullable String faultOfNode(String name, Set<String> keys) {
        String fault = name.isEmpty() ? null : nodeFault(node, name);
        if (fault != null) {
            return fault;
        }
        Set<String> fixed = new HashSet<>(keys);
        fixed.retainAll(nodeKeys);
        fixed.removeIf(NodeConfigs::dynamic);
        return fixed.isEmpty() ? null : "only a restart of the node changes " + fixed;
    }

    /** Why that name does not mean this node; null when it does. */
    static @Nullable String nodeFault(Node node, String name) {
        try {
            int id = Integer.parseInt(name);
            return id == node.id()
                    ? null
                    : "this is node " + node.id() + ", not " + id + "; an empty name means all nodes";
        } catch (NumberFormatException e) {
            return "a node is named by its number, not " + name;
        }
    }
}
