package io.millrace.simulator.check;

import java.util.List;

/** Something that must hold in every run. It hears what happens, in the order of it, and throws a {@link Violation}. */
public interface Invariant {
    /** A producer was told that the record lies at the offset; -1 when it was told no more than that it lies there. */
    default void acknowledged(Mark mark, long offset) {}

    /** A reader that stood at the position found the record at the offset. */
    default void read(String reader, int partition, long position, long offset, Mark mark) {}

    /** The node told a reader that its position lies outside of the log. */
    default void outOfRange(String reader, int partition, long position) {}

    /** The node was asked for records. */
    default void fetchArrived(long fetch) {}

    /** The node answers that fetch, and says where the partition's visible end is. */
    default void highWatermark(long fetch, int partition, long offset) {}

    /** A member owns the partition and begins at that position. */
    default void assigned(String member, int generation, int partition, long position) {}

    /** A member has done its work on the record. */
    default void processed(String member, int partition, long offset) {}

    /** A member was told that its commit is kept. */
    default void committed(int partition, long offset) {}

    /** Somebody asks for the group's commits. */
    default void commitsAsked(String reader) {}

    /** And is told this one; 0 for none. */
    default void commitFound(String reader, int partition, long offset) {}

    /** All partitions are read from the beginning from now on. */
    default void auditBegins() {}

    /** What was found, by partition: the record at offset i is the i-th. */
    default void audited(List<List<Mark>> partitions) {}

    /** The run is over; all partitions as they are now. */
    default void ended(List<List<Mark>> partitions) {}
}
