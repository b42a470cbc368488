package io.millrace.benchmarks.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.TopicPartition;

/** What the clients did and were told. <i>Any thread.</i> */
final class History {
    private final List<Writer> writers = new ArrayList<>();
    private final ConcurrentMap<String, ConcurrentMap<TopicPartition, Set<Long>>> processed = new ConcurrentHashMap<>();
    private final List<String> anomalies = new ArrayList<>();

    /** A new client instance; what an old one left on its way may arrive after the first of the new one. */
    synchronized Writer writer(boolean ordered) {
        Writer writer = new Writer(writers.size(), ordered);
        writers.add(writer);
        return writer;
    }

    synchronized List<Writer> writers() {
        return List.copyOf(writers);
    }

    /** A member of the group has seen to the record there, and may commit beyond it. */
    void processed(String group, TopicPartition partition, long offset) {
        processed
                .computeIfAbsent(group, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(partition, name -> ConcurrentHashMap.newKeySet())
                .add(offset);
    }

    Set<Long> processed(String group, TopicPartition partition) {
        return processed.getOrDefault(group, new ConcurrentHashMap<>()).getOrDefault(partition, Set.of());
    }

    Map<String, Long> processedByGroup() {
        Map<String, Long> counts = new ConcurrentHashMap<>();
        processed.forEach((group, partitions) -> counts.put(
                group, partitions.values().stream().mapToLong(Set::size).sum()));
        return counts;
    }

    /** Something that a client saw and never should. */
    synchronized void anomaly(String what) {
        anomalies.add(what);
    }

    synchronized List<String> anomalies() {
        return List.copyOf(anomalies);
    }
}
