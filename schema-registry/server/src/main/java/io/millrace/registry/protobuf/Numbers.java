package io.millrace.registry.protobuf;

import java.util.Map;
import java.util.TreeMap;

/** Ranges of numbers. One thread. */
final class Numbers {
    private final TreeMap<Integer, Integer> lastByFirst = new TreeMap<>();

    /** Both ends belong to it. */
    void add(int first, int last) {
        int from = first;
        int to = last;
        for (Map.Entry<Integer, Integer> before = lastByFirst.floorEntry(to);
                before != null && before.getValue() >= from;
                before = lastByFirst.floorEntry(to)) {
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            lastByFirst.remove(before.getKey());
        }
        lastByFirst.put(from, to);
    }

    boolean has(int number) {
        Map.Entry<Integer, Integer> before = lastByFirst.floorEntry(number);
        return before != null && before.getValue() >= number;
    }
}
