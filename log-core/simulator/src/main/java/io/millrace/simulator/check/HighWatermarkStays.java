package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What was visible, or acknowledged, before a fetch came in is visible to that fetch. */
final class HighWatermarkStays implements Invariant {
    private final Map<Integer, Long> visible = new TreeMap<>();
    private final Map<Long, Map<Integer, Long>> atArrival = new HashMap<>();

    @Override
    public void acknowledged(Mark mark, long offset) {
        visible.merge(mark.partition(), offset + 1, Math::max);
    }

    @Override
    public void fetchArrived(long fetch) {
        atArrival.put(fetch, new TreeMap<>(visible));
    }

    @Override
    public void highWatermark(long fetch, int partition, long offset) {
        long before = atArrival.getOrDefault(fetch, Map.of()).getOrDefault(partition, 0L);
        if (offset < before) {
            throw new Violation(
                    "HighWatermarkStays", "partition " + partition + " went back from " + before + " to " + offset);
        }
        visible.merge(partition, offset, Math::max);
    }
}
