package io.millrace.streams.topology;

import io.millrace.streams.errors.MissingSourceTopicException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How many partitions each internal topic has, and how many tasks each sub-topology, once those of the user's topics
 * are known. *Immutable.*
 */
public record PartitionCounts(
        Map<String, Integer> repartition, Map<String, Integer> changelog, Map<Integer, Integer> tasks) {

    /**
     * A repartition topic without a given count gets the largest among the topics read by the sub-topologies that
     * write to it; a sub-topology has as many tasks, and its changelogs as many partitions, as its largest topic.
     *
     * @throws MissingSourceTopicException naming the user's topics for which {@code existing} answers empty
     */
    public static PartitionCounts of(BuiltTopology topology, Function<String, OptionalInt> existing) {
        throw new UnsupportedOperationException();
    }
}
