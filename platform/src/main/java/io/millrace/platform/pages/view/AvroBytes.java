package io.millrace.platform.pages.view;

import java.nio.charset.StandardCharsets;

/**
 * Avro's binary form, read with distrust: a length is believed only as far as there are bytes, and there is a bound on how
 * many values are read, since values without bytes can be many. Owned by one thread.
 */
final class AvroBytes {
    private static final int MAX_VALUES = 20_000;

    private final byte[] bytes;
    private int at;
    private int values;

    AvroBytes(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    /** Counts one more value. */
    void value() throws AvroText.NotOfSchema {
        if (++values > MAX_VALUES) {
            throw new AvroText.NotOfSchema("it has more than " + MAX_VALUES + " values");
        }
    }

    long number() throws AvroText.NotOfSchema {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = one();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number >>> 1 ^ -(number & 1);
            }
        }
        throw new AvroText.NotOfSchema("a number is longer than ten bytes");
    }

    /** How many elements the next block of an array or map has; 0 after the last. */
    long block() throws AvroText.NotOfSchema {
        long count = number();
        if (count >= 0) {
            return count;
        }
        number();
        if (count == Long.MIN_VALUE) {
            throw new AvroText.NotOfSchema("a block has no possible size");
        }
        return -count;
    }

    boolean truth() throws AvroText.NotOfSchema {
        return one() != 0;
    }

    float real() throws AvroText.NotOfSchema {
        return Float.intBitsToFloat((int) littleEndian(4));
    }

    double longReal() throws AvroText.NotOfSchema {
        return Double.longBitsToDouble(littleEndian(8));
    }

    String text() throws AvroText.NotOfSchema {
        return new String(fixed(number()), StandardCharsets.UTF_8);
    }

    byte[] fixed(long size) throws AvroText.NotOfSchema {
        if (size < 0 || size > bytes.length - at) {
            throw new AvroText.NotOfSchema("it ends too early");
        }
        byte[] copy = java.util.Arrays.copyOfRange(bytes, at, at + (int) size);
        at += (int) size;
        return copy;
    }

    private long littleEndian(int size) throws AvroText.NotOfSchema {
        long number = 0;
        for (int i = 0; i < size; i++) {
            number |= (one() & 0xffL) << (8 * i);
        }
        return number;
    }

    private byte one() throws AvroText.NotOfSchema {
        if (at >= bytes.length) {
            throw new AvroText.NotOfSchema("it ends too early");
        }
        return bytes[at++];
    }
}
