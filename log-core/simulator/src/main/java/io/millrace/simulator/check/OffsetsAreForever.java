package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.Map;

/** An offset that was acknowledged, or that a consumer read, holds that record for ever: it is never given again. */
final class OffsetsAreForever implements Invariant {
    private final Map<Place, Mark> known = new HashMap<>();

    private record Place(int partition, long offset) {}

    @Override
    public void acknowledged(Mark mark, long offset) {
        if (offset >= 0) {
            learn("the acknowledgement", mark.partition(), offset, mark);
        }
    }

    @Override
    public void read(String reader, int partition, long position, long offset, Mark mark) {
        learn(reader, partition, offset, mark);
    }

    private void learn(String who, int partition, long offset, Mark mark) {
        Mark before = known.putIfAbsent(new Place(partition, offset), mark);
        if (before != null && !before.equals(mark)) {
            throw new Violation(
                    "OffsetsAreForever",
                    "offset " + offset + " of partition " + partition + " was " + before + ", " + who + " says "
                            + mark);
        }
    }
}
