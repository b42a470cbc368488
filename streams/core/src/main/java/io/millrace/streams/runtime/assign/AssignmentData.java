package io.millrace.streams.runtime.assign;

import io.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the group's leader tells a stream thread. <i>Immutable.</i>
 *
 * @param verdict whether to run
 * @param tasks the tasks it owns from now on
 */
public record AssignmentData(Verdict verdict, List<TaskId> tasks) {
    private static final short VERSION = 1;
    private static final int FIXED_BYTES = 2 + 1 + 4;

    /** What the leader decided about the application as a whole. */
    public enum Verdict {
        /** Run the tasks. */
        RUN,
        /** A source topic does not exist, so there is nothing to run. */
        SOURCE_TOPIC_MISSING,
        /** A thread asked that the whole application shuts down. */
        SHUT_DOWN,
        /** The leader could not lay out the internal topics; its log says why. */
        LEADER_FAILED
    }

    /** As bytes; later versions append fields. */
    public ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + tasks.size() * TaskList.BYTES_PER_TASK);
        out.putShort(VERSION);
        out.put((byte) verdict.ordinal());
        TaskList.write(tasks, out);
        return out.flip();
    }

    /** Reads what {@link #encode} wrote; throws IllegalArgumentException when it is something else. */
    public static AssignmentData decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        if (in.remaining() < FIXED_BYTES || in.getShort() < VERSION) {
            throw new IllegalArgumentException("assignment of another kind: " + bytes.remaining() + " bytes");
        }
        int verdict = in.get();
        if (verdict < 0 || verdict >= Verdict.values().length) {
            throw new IllegalArgumentException("assignment with unknown verdict " + verdict);
        }
        return new AssignmentData(Verdict.values()[verdict], TaskList.read(in));
    }
}
