package io.millrace.streams.runtime.assign;

import io.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Task ids as bytes: a count, then pairs of sub-topology and partition. */
final class TaskList {
    static final int BYTES_PER_TASK = 8;

    private TaskList() {}

    static void write(Collection<TaskId> tasks, ByteBuffer out) {
        out.putInt(tasks.size());
        for (TaskId task : tasks) {
            out.putInt(task.subtopology()).putInt(task.partition());
        }
    }

    static List<TaskId> read(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / BYTES_PER_TASK) {
            throw new IllegalArgumentException("a list of " + count + " tasks in " + in.remaining() + " bytes");
        }
        List<TaskId> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tasks.add(new TaskId(in.getInt(), in.getInt()));
        }
        return tasks;
    }
}
