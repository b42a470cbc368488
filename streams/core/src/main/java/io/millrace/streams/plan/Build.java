package io.millrace.streams.plan;

import io.millrace.streams.errors.TopologyException;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.GlobalStoreSpec;
import io.millrace.streams.topology.InternalTopic;
import io.millrace.streams.topology.Node;
import io.millrace.streams.topology.Spec;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/** From steps to a topology: sources of the same topics become one, connected nodes become a sub-topology. */
final class Build {
    private final List<Step> steps;
    private final Map<String, Step> sourceOfTopic = new HashMap<>();
    private final Map<Step, Step> merged = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, StoreSpec> stores = new HashMap<>();
    private final Map<Node, Node> standsFor = new HashMap<>();

    Build(List<Step> steps) {
        this.steps = steps;
    }

    BuiltTopology topology(List<InternalTopic> repartitionTopics) {
        steps.stream().filter(step -> step.global() == null).forEach(this::mergeSources);
        steps.stream().filter(step -> step.global() != null).forEach(this::checkGlobalTopic);
        List<Step> ordered = inOrder();
        ordered.stream().filter(step -> step.global() == null).forEach(this::addNode);
        return number(ordered, repartitionTopics);
    }

    private void checkGlobalTopic(Step global) {
        for (String topic : ((Spec.Source) global.spec()).topics()) {
            if (sourceOfTopic.putIfAbsent(topic, global) != null) {
                throw new TopologyException("Topic " + topic + " has already been registered by another source.");
            }
        }
    }

    /** The steps as Kafka Streams takes them: the one of the lowest priority whose parents were taken, and so on. */
    private List<Step> inOrder() {
        Map<Step, List<Step>> below = new HashMap<>();
        Map<Step, Integer> missing = new HashMap<>();
        PriorityQueue<Step> ready = new PriorityQueue<>(Comparator.comparingInt(Step::priority));
        for (Step step : steps) {
            Set<Step> above = merged.containsKey(step) ? Set.of() : above(step);
            above.forEach(parent ->
                    below.computeIfAbsent(parent, key -> new ArrayList<>()).add(step));
            missing.put(step, above.size());
            if (above.isEmpty() && !merged.containsKey(step)) {
                ready.add(step);
            }
        }
        List<Step> ordered = new ArrayList<>();
        for (Step next = ready.poll(); next != null; next = ready.poll()) {
            ordered.add(next);
            for (Step step : below.getOrDefault(next, List.of())) {
                if (missing.merge(step, -1, Integer::sum) == 0) {
                    ready.add(step);
                }
            }
        }
        return ordered;
    }

    /** The steps that a step waits for: its parents, or the sink that feeds it. */
    private Set<Step> above(Step step) {
        Set<Step> above = new LinkedHashSet<>();
        step.parents().forEach(parent -> above.add(merged.getOrDefault(parent, parent)));
        if (step.sink() != null) {
            above.add(step.sink());
        }
        return above;
    }

    private void mergeSources(Step step) {
        if (!(step.spec() instanceof Spec.Source source) || source.repartition()) {
            return;
        }
        for (String topic : source.topics()) {
            Step first = sourceOfTopic.putIfAbsent(topic, step);
            if (first != null && first != step) {
                checkSame((Spec.Source) first.spec(), source, topic);
                merged.put(step, first);
            }
        }
    }

    private static void checkSame(Spec.Source first, Spec.Source second, String topic) {
        if (!first.topics().equals(second.topics())) {
            throw new TopologyException("Two source nodes are subscribed to overlapping but not equal input topics: "
                    + topic + " is among " + first.topics() + " and " + second.topics());
        }
        if (!first.reset().equals(second.reset())) {
            throw new TopologyException(
                    "Can't configure different offset reset policies on the same input topic(s): " + first.topics());
        }
    }

    private void addNode(Step step) {
        List<Node> parents = step.parents().stream()
                .map(parent -> nodes.get(merged.getOrDefault(parent, parent).name()))
                .distinct()
                .toList();
        StoreSpec store = step.store();
        Node node = new Node(step.name(), step.spec(), store == null ? List.of() : List.of(store.name()), parents);
        if (nodes.put(step.name(), node) != null) {
            throw new TopologyException(
                    "Processor " + step.name() + " is already added; each operator needs its own name.");
        }
        parents.forEach(parent -> standsFor.put(representative(parent), node));
        if (store != null) {
            stores.put(store.name(), store);
        }
    }

    /** Numbers sub-topologies and global stores together, each by the first of its nodes. */
    private BuiltTopology number(List<Step> ordered, List<InternalTopic> repartitionTopics) {
        List<SubTopology> subTopologies = new ArrayList<>();
        List<GlobalStoreSpec> globals = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        int id = 0;
        for (Step step : ordered) {
            GlobalStoreSpec global = step.global();
            if (global != null) {
                globals.add(global.withId(id++));
                continue;
            }
            Node representative = representative(Objects.requireNonNull(nodes.get(step.name())));
            if (seen.add(representative)) {
                subTopologies.add(subTopology(id++, representative));
            }
        }
        return new BuiltTopology(subTopologies, globals, repartitionTopics);
    }

    private SubTopology subTopology(int id, Node representative) {
        List<Node> members = nodes.values().stream()
                .filter(node -> representative(node) == representative)
                .toList();
        List<StoreSpec> used = members.stream()
                .flatMap(node -> node.stores().stream())
                .distinct()
                .map(stores::get)
                .toList();
        return new SubTopology(id, members, used);
    }

    /** The one node that stands for all that are connected with this one. */
    private Node representative(Node node) {
        Node next = standsFor.getOrDefault(node, node);
        return next == node ? node : representative(next);
    }
}
