package io.millrace.wire.record;

import java.nio.ByteBuffer;

/**
 * Looks through snappy-java's framing before the library does: it allocates whatever size a chunk announces, which a
 * hostile batch may put at half a gigabyte.
 */
final class SnappyFrames {
    private static final long MAGIC = 0x82_53_4E_41_50_50_59_00L;
    private static final int MAGIC_HEAD = (int) (MAGIC >>> 32);
    private static final int HEADER_BYTES = 16;

    private SnappyFrames() {}

    /** Throws CorruptBatch when a chunk says to be longer than the bytes are, or than {@code maxBytes} once unpacked. */
    static void check(ByteBuffer b, int maxBytes) {
        int at = b.position();
        int end = b.limit();
        if (end - at < HEADER_BYTES || b.getLong(at) != MAGIC) {
            checkUnpacked(b, at, end, maxBytes);
            return;
        }
        at += HEADER_BYTES;
        while (end - at >= 4) {
            int size = b.getInt(at);
            if (size == MAGIC_HEAD) {
                at += HEADER_BYTES;
                continue;
            }
            at += 4;
            if (size < 0 || size > end - at) {
                throw new CorruptBatch("a snappy chunk of " + size + " bytes where " + (end - at) + " are left");
            }
            checkUnpacked(b, at, at + size, maxBytes);
            at += size;
        }
    }

    private static void checkUnpacked(ByteBuffer b, int at, int end, int maxBytes) {
        long unpacked = 0;
        for (int shift = 0; shift < 35 && at < end; shift += 7) {
            byte next = b.get(at++);
            unpacked |= (next & 0x7FL) << shift;
            if (next >= 0) {
                break;
            }
        }
        if (unpacked > maxBytes) {
            throw new CorruptBatch("a snappy chunk of " + unpacked + " bytes unpacked, above the limit of " + maxBytes);
        }
    }
}
