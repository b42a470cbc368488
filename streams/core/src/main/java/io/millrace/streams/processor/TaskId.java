package io.millrace.streams.processor;

import io.millrace.streams.errors.TaskIdFormatException;
import java.util.Comparator;

/** A sub-topology's number and a partition's: one unit of work. *Immutable.* */
public class TaskId implements Comparable<TaskId> {
    private static final Comparator<TaskId> ORDER =
            Comparator.comparingInt(TaskId::subtopology).thenComparingInt(TaskId::partition);

    private final int subtopology;
    private final int partition;

    /** Of a sub-topology and a partition. */
    public TaskId(int subtopology, int partition) {
        this.subtopology = subtopology;
        this.partition = partition;
    }

    /** Reads what {@link #toString} writes. */
    public static TaskId parse(String taskIdStr) {
        int dash = taskIdStr.indexOf('_');
        try {
            return new TaskId(
                    Integer.parseInt(taskIdStr.substring(0, Math.max(dash, 0))),
                    Integer.parseInt(taskIdStr.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new TaskIdFormatException(taskIdStr);
        }
    }

    /** The sub-topology's number. */
    public int subtopology() {
        return subtopology;
    }

    /** The partition of the sub-topology's input. */
    public int partition() {
        return partition;
    }

    @Override
    public String toString() {
        return subtopology + "_" + partition;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskId that && subtopology == that.subtopology && partition == that.partition;
    }

    @Override
    public int hashCode() {
        return 31 * subtopology + partition;
    }

    @Override
    public int compareTo(TaskId other) {
        return ORDER.compare(this, other);
    }
}
