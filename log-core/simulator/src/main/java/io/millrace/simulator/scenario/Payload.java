package io.millrace.simulator.scenario;

import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record's value: its mark, then filler that follows from the mark, so that a wrong byte anywhere is seen. */
public final class Payload {
    private static final int MARK_BYTES = 16;

    private Payload() {}

    /** With so many bytes of filler. */
    public static byte[] of(Mark mark, int fillerBytes) {
        ByteBuffer value = ByteBuffer.allocate(MARK_BYTES + fillerBytes);
        value.putInt(mark.producer())
                .putInt(mark.incarnation())
                .putInt(mark.number())
                .putInt(mark.partition());
        for (int i = 0; i < fillerBytes; i++) {
            value.put(filler(mark, i));
        }
        return value.array();
    }

    /** Whose it is; throws when a byte of it is wrong. */
    public static Mark read(RecordCursor record) {
        byte @Nullable [] value = record.value();
        if (value == null || value.length < MARK_BYTES) {
            throw new Violation("Content", "the record at " + record.offset() + " is none that was written");
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        Mark mark = new Mark(bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
        for (int i = 0; bytes.hasRemaining(); i++) {
            if (bytes.get() != filler(mark, i)) {
                throw new Violation("Content", mark + " has another byte " + i + " than was written");
            }
        }
        return mark;
    }

    private static byte filler(Mark mark, int i) {
        return (byte) (mark.number() * 31 + mark.producer() + (i >> 3));
    }
}
