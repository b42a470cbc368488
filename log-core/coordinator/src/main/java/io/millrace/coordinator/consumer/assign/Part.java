package io.millrace.coordinator.consumer.assign;

import io.millrace.wire.message.ConsumerGroupRecords.TopicPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/** One partition of one topic, in order by topic and number. <i>Immutable.</i> */
public record Part(Uuid topic, int number) implements Comparable<Part> {
    @Override
    public int compareTo(Part other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
    }

    /** As they are stored, without epochs. */
    public static List<TopicPartitions> stored(SortedSet<Part> parts) {
        List<TopicPartitions> topics = new ArrayList<>();
        byTopic(parts).forEach((topic, numbers) -> topics.add(new TopicPartitions(topic, numbers, List.of())));
        return topics;
    }

    /** As they are stored, each with the epoch since which it is assigned. */
    public static List<TopicPartitions> stored(SortedMap<Part, Integer> parts) {
        List<TopicPartitions> topics = new ArrayList<>();
        byTopic(parts.keySet())
                .forEach((topic, numbers) -> topics.add(new TopicPartitions(
                        topic,
                        numbers,
                        numbers.stream()
                                .map(number -> parts.get(new Part(topic, number)))
                                .toList())));
        return topics;
    }

    /** The set of what is stored. */
    public static SortedSet<Part> set(Collection<TopicPartitions> stored) {
        SortedSet<Part> parts = new TreeSet<>();
        for (TopicPartitions topic : stored) {
            topic.partitions().forEach(number -> parts.add(new Part(topic.topicId(), number)));
        }
        return parts;
    }

    /** With the epochs that were stored; those without one have it since {@code epoch}. */
    public static SortedMap<Part, Integer> map(Collection<TopicPartitions> stored, int epoch) {
        SortedMap<Part, Integer> parts = new TreeMap<>();
        for (TopicPartitions topic : stored) {
            List<Integer> epochs = topic.assignmentEpochs();
            for (int i = 0; i < topic.partitions().size(); i++) {
                int since = i < epochs.size() ? epochs.get(i) : epoch;
                parts.put(new Part(topic.topicId(), topic.partitions().get(i)), since);
            }
        }
        return parts;
    }

    /** Numbers by topic, all in order. */
    public static SortedMap<Uuid, List<Integer>> byTopic(Collection<Part> parts) {
        SortedMap<Uuid, List<Integer>> topics = new TreeMap<>();
        for (Part part : parts) {
            topics.computeIfAbsent(part.topic, topic -> new ArrayList<>()).add(part.number);
        }
        return topics;
    }
}
