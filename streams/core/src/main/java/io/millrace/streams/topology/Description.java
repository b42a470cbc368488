package io.millrace.streams.topology;

import io.millrace.streams.TopologyDescription;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A topology's description, in the text of Kafka Streams to the letter. *Immutable* once made. */
record Description(Set<Subtopology> subtopologies, Set<GlobalStore> globalStores) implements TopologyDescription {

    static Description of(BuiltTopology topology) {
        Set<Subtopology> subtopologies = new LinkedHashSet<>();
        topology.subTopologies().forEach(sub -> subtopologies.add(describe(sub)));
        Set<GlobalStore> globalStores = new LinkedHashSet<>();
        topology.globals().forEach(global -> globalStores.add(describe(global)));
        return new Description(subtopologies, globalStores);
    }

    private static Subtopology describe(SubTopology sub) {
        // Neighbours are sorted by size when they are joined, while sizes still grow, so the order in which the nodes
        // are visited shows in the text. It is that of a hash table of their names.
        Map<String, io.millrace.streams.topology.Node> byName = new HashMap<>();
        sub.nodes().forEach(node -> byName.put(node.name(), node));
        Map<String, NodeDescription> described = new HashMap<>();
        byName.forEach((name, node) -> described.put(name, NodeDescription.of(node)));
        byName.forEach((name, node) -> node.parents().stream()
                .map(parent -> Objects.requireNonNull(described.get(parent.name())))
                .forEach(Objects.requireNonNull(described.get(name))::joinBelow));
        Set<TopologyDescription.Node> nodes = new TreeSet<>(NodeDescription.LARGEST_FIRST);
        nodes.addAll(described.values());
        return new Sub(sub.id(), nodes);
    }

    private static GlobalStore describe(GlobalStoreSpec global) {
        var source = new NodeDescription.OfSource(global.sourceName(), Set.of(global.topic()));
        var processor = new NodeDescription.OfProcessor(
                global.processorName(), Set.of(global.store().name()));
        processor.joinBelow(source);
        return new Global(global.id(), source, processor);
    }

    @Override
    public String toString() {
        Map<Integer, Object> parts = new TreeMap<>();
        subtopologies.forEach(sub -> parts.put(sub.id(), sub));
        globalStores.forEach(global -> parts.put(global.id(), global));
        return parts.values().stream().map(part -> "  " + part).collect(Collectors.joining("", "Topologies:\n ", ""));
    }

    private record Sub(int id, Set<TopologyDescription.Node> nodes) implements Subtopology {
        @Override
        public String toString() {
            return "Sub-topology: " + id + "\n" + lines(nodes) + "\n";
        }
    }

    private record Global(int id, Source source, Processor processor) implements GlobalStore {
        @Override
        public String toString() {
            return "Sub-topology: " + id + " for global store (will not generate tasks)\n" + "    " + source + "\n    "
                    + processor + "\n";
        }
    }

    private static String lines(Collection<TopologyDescription.Node> nodes) {
        return nodes.stream().map(node -> "    " + node + "\n").collect(Collectors.joining());
    }
}
