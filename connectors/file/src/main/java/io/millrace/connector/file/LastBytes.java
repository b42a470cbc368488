package io.millrace.connector.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last bytes before a position, sixteen at most: kept for every row, since they cost two reads of memory, and made a
 * {@link Fingerprint} where an offset is written or a file looked at again. *Immutable.*
 */
record LastBytes(long before, long last, int count) {

    private static final int MAX_BYTES = 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static final LastBytes NONE = new LastBytes(0, 0, 0);

    /** Of what lies before {@code end}, as far as it is there. */
    static LastBytes before(byte[] bytes, int end) {
        if (end >= MAX_BYTES) {
            return new LastBytes(
                    (long) LONGS.get(bytes, end - MAX_BYTES), (long) LONGS.get(bytes, end - Long.BYTES), MAX_BYTES);
        }
        byte[] few = new byte[MAX_BYTES];
        System.arraycopy(bytes, 0, few, MAX_BYTES - end, end);
        return new LastBytes((long) LONGS.get(few, 0), (long) LONGS.get(few, Long.BYTES), end);
    }

    Fingerprint fingerprint() {
        byte[] all =
                ByteBuffer.allocate(MAX_BYTES).putLong(before).putLong(last).array();
        return Fingerprint.of(all, MAX_BYTES - count, MAX_BYTES);
    }
}
