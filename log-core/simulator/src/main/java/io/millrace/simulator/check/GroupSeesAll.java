package io.millrace.simulator.check;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The group works on every record at least once: no member begins behind one that none has worked on. */
final class GroupSeesAll implements Invariant {
    private final Map<Integer, BitSet> processed = new TreeMap<>();

    @Override
    public void assigned(String member, int generation, int partition, long position) {
        int unseen = of(partition).nextClearBit(0);
        if (unseen < position) {
            throw new Violation(
                    "GroupSeesAll",
                    member + " begins at " + position + " of partition " + partition + ", nobody has worked on "
                            + unseen);
        }
    }

    @Override
    public void processed(String member, int partition, long offset) {
        of(partition).set((int) offset);
    }

    @Override
    public void ended(List<List<Mark>> partitions) {
        for (int partition = 0; partition < partitions.size(); partition++) {
            int unseen = of(partition).nextClearBit(0);
            int end = partitions.get(partition).size();
            if (unseen < end) {
                throw new Violation(
                        "GroupSeesAll",
                        "nobody has worked on " + unseen + " of partition " + partition + ", which ends at " + end);
            }
        }
    }

    private BitSet of(int partition) {
        return processed.computeIfAbsent(partition, p -> new BitSet());
    }
}
