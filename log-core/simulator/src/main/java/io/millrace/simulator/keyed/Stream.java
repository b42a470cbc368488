package io.millrace.simulator.keyed;

import io.millrace.simulator.check.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a topic that forgets what is old must still have. <i>Loop-owned.</i> */
final class Stream {
    private final Map<Place, Kept> kept = new HashMap<>();
    private final Map<Place, Integer> read = new HashMap<>();
    /** As far as somebody asked to delete, and as far as that is known to be done. */
    private final Map<Integer, Long> mayBeGone = new TreeMap<>();

    private final Map<Integer, Long> starts = new TreeMap<>();
    private final long retentionMs;

    record Place(int partition, long offset) {}

    private record Kept(int number, long writtenMs) {}

    /** Records are to be found for so long; 0 where no clock can be believed. */
    Stream(long retentionMs) {
        this.retentionMs = retentionMs;
    }

    void acknowledged(int partition, long offset, int number, long writtenMs) {
        if (offset >= 0) {
            kept.put(new Place(partition, offset), new Kept(number, writtenMs));
        }
    }

    void deletionAsked(int partition, long before) {
        mayBeGone.merge(partition, before, Math::max);
    }

    /** The log begins there, as the node has told: it never begins earlier again. */
    void start(int partition, long offset) {
        starts.merge(partition, offset, Math::max);
    }

    long start(int partition) {
        return starts.getOrDefault(partition, 0L);
    }

    /** What may be asked for by one who begins to read now. */
    List<Place> expected() {
        return List.copyOf(kept.keySet());
    }

    void read(int partition, long offset, int number) {
        Place place = new Place(partition, offset);
        Integer before = read.putIfAbsent(place, number);
        Kept acknowledged = kept.get(place);
        if ((before != null && before != number) || (acknowledged != null && acknowledged.number() != number)) {
            throw new Violation("OffsetsAreForever", place + " had another record than " + number);
        }
    }

    /** A reader that found the logs beginning there has read them to their ends. */
    void audited(List<Place> expected, long[] begins, long[] ends, long endedMs) {
        for (Place place : expected) {
            Kept record = kept.get(place);
            if (record == null) {
                throw new IllegalStateException("what was acknowledged stays so");
            }
            if (place.offset() >= ends[place.partition()]) {
                throw new Violation(
                        "AcknowledgedIsKept",
                        place + " was acknowledged, and the log ends at " + ends[place.partition()]);
            }
            boolean gone = place.offset() < begins[place.partition()];
            boolean deleted = place.offset() < mayBeGone.getOrDefault(place.partition(), 0L);
            if (gone && !deleted && endedMs - record.writtenMs() < retentionMs) {
                throw new Violation(
                        "YoungIsKept",
                        place + " is gone after " + (endedMs - record.writtenMs()) + " ms, not " + retentionMs);
            }
        }
    }
}
