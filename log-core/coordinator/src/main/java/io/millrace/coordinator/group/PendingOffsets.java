package io.millrace.coordinator.group;

import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.PendingOffset;
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

    private final Map<Long, Map<Place, Pending>> byProducer = new HashMap<>();
    private final Map<Place, Integer> producersAt = new HashMap<>();
    private long added;

    /** Which of them stands where in the log, among all that were added. */
    private record Pending(OffsetCommit offset, long number) {}

    private record Place(String group, TopicPartition partition) {
        static Place of(OffsetCommit offset) {
            return new Place(offset.group(), new TopicPartition(offset.topic(), offset.partition()));
        }
    }

    void add(PendingOffset pending) {
        OffsetCommit offset = pending.offset();
        Map<Place, Pending> of = byProducer.computeIfAbsent(pending.producerId(), id -> new LinkedHashMap<>());
        if (of.put(Place.of(offset), new Pending(offset, added++)) == null) {
            producersAt.merge(Place.of(offset), 1, Integer::sum);
        }
    }

    /** A commit outside of transactions stands after these in the log: they count no more. */
    void supersede(OffsetCommit later) {
        supersede(Place.of(later), Long.MAX_VALUE);
    }

    private void supersede(Place place, long below) {
        if (producersAt.containsKey(place)) {
            byProducer.values().forEach(of -> {
                Pending pending = of.get(place);
                if (pending != null && pending.number() < below) {
                    of.remove(place);
                    oneLessAt(place);
                }
            });
        }
    }

    /**
     * The producer's transaction has ended: what it committed, in its order. What other open transactions committed at
     * the same places before that stands before it in the log, and counts no more, whichever ends first.
     */
    List<OffsetCommit> take(long producerId, boolean commit) {
        Map<Place, Pending> of = byProducer.remove(producerId);
        if (of == null) {
            return List.of();
        }
        of.keySet().forEach(this::oneLessAt);
        if (!commit) {
            return List.of();
        }
        of.forEach((place, pending) -> supersede(place, pending.number()));
        return of.values().stream().map(Pending::offset).toList();
    }

    private void oneLessAt(Place place) {
        producersAt.computeIfPresent(place, (at, count) -> count == 1 ? null : count - 1);
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
