package io.millrace.streams.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks UTF-8: only well-formed bytes come back the same from a string. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean wellFormed(byte[] bytes, int position, int size) {
        int at = position;
        int end = position + size;
        while (at < end) {
            while (at + 32 <= end && (four(bytes, at) & HIGH_BITS) == 0) {
                at += 32;
            }
            while (at + 8 <= end && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
                at += 8;
            }
            if (size >= 8 && at + 8 > end && ((long) LONGS.get(bytes, end - 8) & HIGH_BITS) == 0) {
                // The rest lies within the last eight bytes, and those are ASCII.
                return true;
            }
            if (at < end && bytes[at] >= 0) {
                at++;
            } else if (at < end) {
                int length = sequence(bytes, at, end);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** Four times eight bytes laid over each other. */
    private static long four(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at)
                | (long) LONGS.get(bytes, at + 8)
                | (long) LONGS.get(bytes, at + 16)
                | (long) LONGS.get(bytes, at + 24);
    }

    /** Bytes of the well-formed sequence beyond ASCII at this position, 0 when there is none. */
    private static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean overlongOrSurrogateOrTooLarge = lead == 0xE0 && second < 0xA0
                || lead == 0xED && second > 0x9F
                || lead == 0xF0 && second < 0x90
                || lead == 0xF4 && second > 0x8F;
        return overlongOrSurrogateOrTooLarge ? 0 : length;
    }
}
