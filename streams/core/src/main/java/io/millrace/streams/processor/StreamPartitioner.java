package io.millrace.streams.processor;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/** Chooses the partitions that a record is written to. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface StreamPartitioner<K, V> {
    /**
     * The partitions, each below {@code numPartitions}. An empty optional leaves the choice to the key, as the
     * producer's default does; an empty set drops the record.
     */
    Optional<Set<Integer>> partitions(String topic, K key, V value, int numPartitions);
}
