package io.millrace.coordinator.group;

import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.PendingOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Offsets that open transactions have committed: they count when their transaction does. <i>Loop-owned.</i> */
final class PendingOffsets {
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Map<Long, Map<Place, OffsetCommit>> byProducer = new HashMap<>();
    private final Map<Place, Integer> producersAt = new HashMap<>();

    private record Place(String group, TopicPartition partition) {
        static Place of(OffsetCommit offset) {
            return new Place(offset.group(), new TopicPartition(offset.topic(), offset.partition()));
        }
    }

    void add(PendingOffset pending) {
        OffsetCommit offset = pending.offset();
        Map<Place, OffsetCommit> of = byProducer.computeIfAbsent(pending.producerId(), id -> new LinkedHashMap<>());
        if (of.put(Place.of(offset), offset) == null) {
            producersAt.merge(Place.of(offset), 1, Integer::sum);
        }
    }

    /** A commit outside of transactions, or the end of one, stands after these in the log: they count no more. */
    void supersede(OffsetCommit later) {
        Place place = Place.of(later);
        if (producersAt.remove(place) != null) {
            byProducer.values().forEach(of -> of.remove(place));
        }
    }

    /** The producer's transaction has ended: what it committed, in its order. */
    List<OffsetCommit> take(long producerId) {
        Map<Place, OffsetCommit> of = byProducer.remove(producerId);
        if (of == null) {
            return List.of();
        }
        of.keySet().forEach(place -> producersAt.computeIfPresent(place, (at, count) -> count == 1 ? null : count - 1));
        return new ArrayList<>(of.values());
    }

    /** Whether it is open which position the group has there. */
    boolean isUnstable(String group, String topic, int partition) {
        return !producersAt.isEmpty()
                && producersAt.containsKey(new Place(group, new TopicPartition(topic, partition)));
    }

    /** Where open transactions have committed for the group, in order. */
    List<TopicPartition> of(String group) {
        return producersAt.keySet().stream()
                .filter(place -> place.group().equals(group))
                .map(Place::partition)
                .sorted(ORDER)
                .toList();
    }

    /** The groups for which open transactions have committed there, in order. */
    List<String> groupsAt(TopicPartition partition) {
        return producersAt.keySet().stream()
                .filter(place -> place.partition().equals(partition))
                .map(Place::group)
                .sorted()
                .toList();
    }

    /** Whether an open transaction has committed for the group. */
    boolean isAnyOf(String group) {
        return producersAt.keySet().stream().anyMatch(place -> place.group().equals(group));
    }
}
