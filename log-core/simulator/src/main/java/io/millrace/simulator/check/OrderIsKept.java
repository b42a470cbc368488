package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records of one producer lie in a partition in the order in which it wrote them. */
final class OrderIsKept implements Invariant {
    private record Writer(int producer, int incarnation) {}

    @Override
    public void audited(List<List<Mark>> partitions) {
        for (List<Mark> records : partitions) {
            Map<Writer, Integer> last = new HashMap<>();
            for (Mark mark : records) {
                Integer before = last.put(new Writer(mark.producer(), mark.incarnation()), mark.number());
                if (before != null && before >= mark.number()) {
                    throw new Violation("OrderIsKept", mark + " lies behind #" + before);
                }
            }
        }
    }
}
