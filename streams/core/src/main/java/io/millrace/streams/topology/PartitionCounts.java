package io.millrace.streams.topology;

import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.errors.TopologyException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many partitions each internal topic has, and how many tasks each sub-topology, once those of the user's topics
 * are known. Topics are named without the application's id. *Immutable.*
 */
public record PartitionCounts(
        Map<String, Integer> repartition, Map<String, Integer> changelog, Map<Integer, Integer> tasks) {
    /** Copies the maps. */
    public PartitionCounts {
        repartition = Map.copyOf(repartition);
        changelog = Map.copyOf(changelog);
        tasks = Map.copyOf(tasks);
    }

    /**
     * A repartition topic without a given count gets the largest among the topics read by the sub-topologies that
     * write to it; a sub-topology has as many tasks, and its changelogs as many partitions, as its largest topic.
     *
     * @throws MissingSourceTopicException naming the user's topics for which {@code existing} answers empty
     * @throws TopologyException when a repartition topic follows, through others, from itself alone
     */
    public static PartitionCounts of(BuiltTopology topology, Function<String, OptionalInt> existing) {
        checkAllExist(topology, existing);
        Finder finder = new Finder(topology, existing);
        Map<String, Integer> repartition = new HashMap<>();
        topology.repartitionTopics().forEach(topic -> repartition.put(topic.name(), finder.repartition(topic.name())));
        Map<String, Integer> changelog = new HashMap<>();
        Map<Integer, Integer> tasks = new HashMap<>();
        for (SubTopology sub : topology.subTopologies()) {
            int count = finder.tasks(sub);
            tasks.put(sub.id(), count);
            sub.stores().stream().filter(StoreSpec::logging).forEach(store -> changelog.put(store.changelog(), count));
        }
        return new PartitionCounts(repartition, changelog, tasks);
    }

    private static void checkAllExist(BuiltTopology topology, Function<String, OptionalInt> existing) {
        Set<String> missing = new TreeSet<>();
        topology.subTopologies().forEach(sub -> missing.addAll(sub.sourceTopics()));
        topology.globals().forEach(global -> missing.add(global.topic()));
        missing.removeIf(topic -> existing.apply(topic).isPresent());
        if (!missing.isEmpty()) {
            throw new MissingSourceTopicException(
                    "The job reads topics that do not exist: " + String.join(", ", missing) + ". Create them first.");
        }
    }

    private record Finder(
            Function<String, OptionalInt> existing,
            List<SubTopology> subTopologies,
            Map<String, InternalTopic> topics,
            Map<String, Integer> found,
            Set<String> asked) {
        Finder(BuiltTopology topology, Function<String, OptionalInt> existing) {
            this(
                    existing,
                    topology.subTopologies(),
                    topology.repartitionTopics().stream()
                            .collect(Collectors.toMap(InternalTopic::name, topic -> topic)),
                    new HashMap<>(),
                    new HashSet<>());
        }

        int tasks(SubTopology sub) {
            int largest = 0;
            for (String topic : sub.sourceTopics()) {
                largest = Math.max(largest, existing.apply(topic).orElse(0));
            }
            for (String topic : sub.repartitionSourceTopics()) {
                largest = Math.max(largest, repartition(topic));
            }
            return largest;
        }

        int repartition(String topic) {
            Integer known = found.get(topic);
            if (known == null) {
                known = given(topic).orElseGet(() -> upstream(topic));
                found.put(topic, known);
            }
            return known;
        }

        private OptionalInt given(String topic) {
            return Objects.requireNonNull(topics.get(topic), topic).partitions();
        }

        private int upstream(String topic) {
            if (!asked.add(topic)) {
                throw new TopologyException("The partition count of the repartition topic " + topic
                        + " follows from itself; give it one with Repartitioned.withNumberOfPartitions.");
            }
            int largest = 0;
            for (SubTopology sub : subTopologies) {
                if (sub.repartitionSinkTopics().contains(topic)) {
                    largest = Math.max(largest, tasks(sub));
                }
            }
            return largest;
        }
    }
}
