package io.millrace.wire.record;

/** The zig-zag variable-length numbers of the record format, written into arrays. */
final class Varints {
    private Varints() {}

    static int sizeOf(int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        return 1 + (31 - Integer.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    static int sizeOf(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return 1 + (63 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Returns the position after what was written. */
    static int write(byte[] into, int at, int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        while ((zigzag & ~0x7F) != 0) {
            into[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        into[at++] = (byte) zigzag;
        return at;
    }

    /** Returns the position after what was written. */
    static int write(byte[] into, int at, long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7FL) != 0) {
            into[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        into[at++] = (byte) zigzag;
        return at;
    }
}
