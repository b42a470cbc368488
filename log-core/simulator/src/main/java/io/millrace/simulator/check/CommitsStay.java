package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A position whose commit was acknowledged, or that was read, before somebody asks is not older for him. */
final class CommitsStay implements Invariant {
    private final Map<Integer, Long> newest = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> whenAsked = new HashMap<>();

    @Override
    public void committed(int partition, long offset) {
        newest.merge(partition, offset, Math::max);
    }

    @Override
    public void commitsAsked(String reader) {
        whenAsked.put(reader, new TreeMap<>(newest));
    }

    @Override
    public void commitFound(String reader, int partition, long offset) {
        long before = whenAsked.getOrDefault(reader, Map.of()).getOrDefault(partition, 0L);
        if (offset < before) {
            throw new Violation(
                    "CommitsStay",
                    "partition " + partition + " was committed up to " + before + ", " + reader + " finds " + offset);
        }
        newest.merge(partition, offset, Math::max);
    }
}
