package io.millrace.coordinator.consumer.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * Gives all members as many partitions as their subscriptions allow, and moves as few as that takes. What a member had it
 * keeps; what nobody has goes to the subscriber with the least; then single partitions move, each from a member to another
 * that has at least two fewer. Each such move makes the sum of the squares smaller, so it ends; and where all subscribe to
 * the same, no two members then differ by more than one.
 */
final class UniformAssignor implements ServerAssignor {
    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public SortedMap<String, SortedSet<Part>> assign(List<Candidate> candidates, Map<Uuid, Integer> partitionCounts) {
        return new Sharing(candidates, partitionCounts).share();
    }

    /** One member's share while it grows: how much it is in all, and which partitions of each topic. */
    private static final class Share {
        private final String id;
        private final Map<Uuid, TreeSet<Integer>> numbers = new TreeMap<>();
        private int size;

        private Share(String id) {
            this.id = id;
        }

        private void add(Part part) {
            numbers.computeIfAbsent(part.topic(), topic -> new TreeSet<>()).add(part.number());
            size++;
        }

        private boolean has(Uuid topic) {
            TreeSet<Integer> ofTopic = numbers.get(topic);
            return ofTopic != null && !ofTopic.isEmpty();
        }

        private Part giveUpLast(Uuid topic) {
            int last = Objects.requireNonNull(
                    Objects.requireNonNull(numbers.get(topic)).pollLast());
            size--;
            return new Part(topic, last);
        }

        private SortedSet<Part> parts() {
            SortedSet<Part> parts = new TreeSet<>();
            numbers.forEach((topic, ofTopic) -> ofTopic.forEach(number -> parts.add(new Part(topic, number))));
            return parts;
        }
    }

    private static final class Sharing {
        private final SortedMap<String, Share> shares = new TreeMap<>();
        private final Map<Uuid, List<Share>> subscribers = new TreeMap<>();
        private final Map<Uuid, Integer> partitionCounts;
        private final Set<Part> given = new HashSet<>();

        private Sharing(List<Candidate> candidates, Map<Uuid, Integer> partitionCounts) {
            this.partitionCounts = partitionCounts;
            for (Candidate each : candidates) {
                shares.put(each.id(), new Share(each.id()));
            }
            for (Candidate each : candidates) {
                Share share = Objects.requireNonNull(shares.get(each.id()));
                each.topics()
                        .forEach(topic -> subscribers
                                .computeIfAbsent(topic, id -> new ArrayList<>())
                                .add(share));
                for (Part part : each.had()) {
                    boolean valid = each.topics().contains(part.topic())
                            && part.number() < partitionCounts.getOrDefault(part.topic(), 0);
                    if (valid && given.add(part)) {
                        share.add(part);
                    }
                }
            }
            subscribers.values().forEach(ofTopic -> ofTopic.sort(Comparator.comparing(share -> share.id)));
        }

        private SortedMap<String, SortedSet<Part>> share() {
            // The topics with the fewest takers first: the others have more choice.
            subscribers.entrySet().stream()
                    .sorted(Comparator.comparingInt(topic -> topic.getValue().size()))
                    .forEach(topic -> giveRest(topic.getKey(), topic.getValue()));
            boolean moved = true;
            while (moved) {
                moved = false;
                for (Map.Entry<Uuid, List<Share>> topic : subscribers.entrySet()) {
                    moved |= level(topic.getKey(), topic.getValue());
                }
            }
            SortedMap<String, SortedSet<Part>> result = new TreeMap<>();
            shares.forEach((id, share) -> result.put(id, share.parts()));
            return result;
        }

        private void giveRest(Uuid topic, List<Share> takers) {
            PriorityQueue<Share> leastFirst = new PriorityQueue<>(
                    Comparator.comparingInt((Share share) -> share.size).thenComparing(share -> share.id));
            leastFirst.addAll(takers);
            for (int number = 0; number < partitionCounts.getOrDefault(topic, 0); number++) {
                Part part = new Part(topic, number);
                if (given.add(part)) {
                    Share least = leastFirst.remove();
                    least.add(part);
                    leastFirst.add(least);
                }
            }
        }

        /** Moves partitions of the topic until none has a better place. */
        private boolean level(Uuid topic, List<Share> takers) {
            boolean moved = false;
            while (true) {
                Share most = null;
                Share least = null;
                for (Share each : takers) {
                    most = each.has(topic) && (most == null || each.size > most.size) ? each : most;
                    least = least == null || each.size < least.size ? each : least;
                }
                if (most == null || least == null || most.size - least.size < 2) {
                    return moved;
                }
                least.add(most.giveUpLast(topic));
                moved = true;
            }
        }
    }
}
