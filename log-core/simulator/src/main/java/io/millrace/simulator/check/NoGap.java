package io.millrace.simulator.check;

/** A reader finds each next record at exactly the next offset, and no position that it was given lies outside the log. */
final class NoGap implements Invariant {
    @Override
    public void read(String reader, int partition, long position, long offset, Mark mark) {
        if (offset != position) {
            throw new Violation(
                    "NoGap", reader + " stood at " + position + " of partition " + partition + " and got " + offset);
        }
        if (mark.partition() != partition) {
            throw new Violation(
                    "NoGap", mark + " was sent to partition " + mark.partition() + " and lies in " + partition);
        }
    }

    @Override
    public void outOfRange(String reader, int partition, long position) {
        throw new Violation(
                "NoGap", "position " + position + " of partition " + partition + " is outside the log for " + reader);
    }
}
