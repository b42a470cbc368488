package io.millrace.coordinator.consumer.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * Gives each subscriber of a topic a run of its partitions. Members stand in the same order for every topic, static ones
 * first, so that topics of equal size and subscribers are shared alike: what is joined by key comes together.
 */
final class RangeAssignor implements ServerAssignor {
    private static final Comparator<Candidate> ORDER = Comparator.comparing(
                    (Candidate each) -> each.instanceId() == null)
            .thenComparing(each -> Objects.requireNonNullElse(each.instanceId(), each.id()))
            .thenComparing(Candidate::id);

    @Override
    public String name() {
        return "range";
    }

    @Override
    public SortedMap<String, SortedSet<Part>> assign(List<Candidate> candidates, Map<Uuid, Integer> partitionCounts) {
        SortedMap<String, SortedSet<Part>> shares = new TreeMap<>();
        Map<Uuid, List<Candidate>> subscribers = new TreeMap<>();
        for (Candidate each : candidates.stream().sorted(ORDER).toList()) {
            shares.put(each.id(), new TreeSet<>());
            each.topics()
                    .forEach(topic -> subscribers
                            .computeIfAbsent(topic, id -> new ArrayList<>())
                            .add(each));
        }
        subscribers.forEach((topic, ofTopic) -> {
            int partitions = partitionCounts.getOrDefault(topic, 0);
            int next = 0;
            for (int i = 0; i < ofTopic.size(); i++) {
                int size = partitions / ofTopic.size() + (i < partitions % ofTopic.size() ? 1 : 0);
                SortedSet<Part> share =
                        Objects.requireNonNull(shares.get(ofTopic.get(i).id()));
                for (int end = next + size; next < end; next++) {
                    share.add(new Part(topic, next));
                }
            }
        });
        return shares;
    }
}
