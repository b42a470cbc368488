package io.millrace.simulator.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every record that was acknowledged before somebody began to read is found, whole, at the offset that was told. */
final class AcknowledgedIsKept implements Invariant {
    private final Map<Mark, Long> acknowledged = new LinkedHashMap<>();
    private Map<Mark, Long> atAudit = Map.of();

    @Override
    public void acknowledged(Mark mark, long offset) {
        acknowledged.put(mark, offset);
    }

    @Override
    public void auditBegins() {
        atAudit = new LinkedHashMap<>(acknowledged);
    }

    @Override
    public void audited(List<List<Mark>> partitions) {
        check(atAudit, partitions);
    }

    @Override
    public void ended(List<List<Mark>> partitions) {
        check(acknowledged, partitions);
    }

    private static void check(Map<Mark, Long> expected, List<List<Mark>> partitions) {
        expected.forEach((mark, offset) -> {
            List<Mark> records = partitions.get(mark.partition());
            boolean kept = offset < 0
                    ? records.contains(mark)
                    : offset < records.size()
                            && records.get((int) (long) offset).equals(mark);
            if (!kept) {
                throw new Violation(
                        "AcknowledgedIsKept",
                        mark + " was acknowledged at " + offset + " of partition " + mark.partition()
                                + ", which ends at " + records.size()
                                + (offset >= 0 && offset < records.size()
                                        ? " and has " + records.get((int) (long) offset) + " there"
                                        : ""));
            }
        });
    }
}
