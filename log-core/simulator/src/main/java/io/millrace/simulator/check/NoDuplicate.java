package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.Map;

/** No record lies in the log twice, however often its producer sent it. */
final class NoDuplicate implements Invariant {
    private final Map<Mark, Long> places = new HashMap<>();

    @Override
    public void read(String reader, int partition, long position, long offset, Mark mark) {
        Long before = places.putIfAbsent(mark, offset);
        if (before != null && before != offset) {
            throw new Violation(
                    "NoDuplicate", mark + " lies at " + before + " and at " + offset + " of partition " + partition);
        }
    }
}
