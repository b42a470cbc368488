package io.millrace.streams.runtime.assign;

import io.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a stream thread tells the group's leader when it joins. <i>Immutable.</i>
 *
 * @param process the process the thread lives in
 * @param generation the generation in which it owned the tasks, -1 for none
 * @param shutDown whether it asks that every thread of the application shuts down
 * @param tasks the tasks it owned
 */
public record SubscriptionData(UUID process, int generation, boolean shutDown, Collection<TaskId> tasks) {
    private static final short VERSION = 1;
    private static final int FIXED_BYTES = 2 + 16 + 4 + 1 + 4;

    /** As bytes; later versions append fields, so that this one can read what it knows of them. */
    public ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + tasks.size() * TaskList.BYTES_PER_TASK);
        out.putShort(VERSION);
        out.putLong(process.getMostSignificantBits()).putLong(process.getLeastSignificantBits());
        out.putInt(generation);
        out.put((byte) (shutDown ? 1 : 0));
        TaskList.write(tasks, out);
        return out.flip();
    }

    /** Reads what {@link #encode} wrote; throws IllegalArgumentException when it is something else. */
    public static SubscriptionData decode(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        if (in.remaining() < FIXED_BYTES || in.getShort() < VERSION) {
            throw new IllegalArgumentException("subscription of another kind: " + bytes.remaining() + " bytes");
        }
        UUID process = new UUID(in.getLong(), in.getLong());
        int generation = in.getInt();
        boolean shutDown = in.get() != 0;
        return new SubscriptionData(process, generation, shutDown, new TreeSet<>(TaskList.read(in)));
    }
}
