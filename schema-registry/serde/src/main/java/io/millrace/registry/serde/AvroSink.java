package io.millrace.registry.serde;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;

/**
 * An Avro encoder straight into one growing array, kept from record to record: nothing is allocated but the result.
 * One thread at a time.
 */
public final class AvroSink extends BinaryEncoder {
    // What one large record made of the array is not kept for ever.
    private static final int KEPT_BYTES_MAX = 1 << 20;
    private static final int VARINT_BYTES_MAX = 10;

    private byte[] bytes = new byte[512];
    private int end;

    /** Starts a record: the magic byte and the schema's id. */
    public AvroSink begin(int schemaId) {
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[512];
        }
        bytes[0] = 0;
        bytes[1] = (byte) (schemaId >>> 24);
        bytes[2] = (byte) (schemaId >>> 16);
        bytes[3] = (byte) (schemaId >>> 8);
        bytes[4] = (byte) schemaId;
        end = 5;
        return this;
    }

    /** Starts a record with nothing before it. */
    public AvroSink begin() {
        begin(0);
        end = 0;
        return this;
    }

    /** The record as it stands, copied. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, end);
    }

    @Override
    public void writeBoolean(boolean b) {
        room(1);
        bytes[end++] = (byte) (b ? 1 : 0);
    }

    @Override
    public void writeInt(int n) {
        writeLong(n);
    }

    @Override
    public void writeLong(long n) {
        room(VARINT_BYTES_MAX);
        end = varint(bytes, end, (n << 1) ^ (n >> 63));
    }

    @Override
    public void writeFloat(float f) {
        room(4);
        int bits = Float.floatToRawIntBits(f);
        for (int i = 0; i < 4; i++, bits >>>= 8) {
            bytes[end++] = (byte) bits;
        }
    }

    @Override
    public void writeDouble(double d) {
        room(8);
        long bits = Double.doubleToRawLongBits(d);
        for (int i = 0; i < 8; i++, bits >>>= 8) {
            bytes[end++] = (byte) bits;
        }
    }

    @Override
    public void writeString(String string) {
        int length = string.length();
        room(length + VARINT_BYTES_MAX);
        int at = varint(bytes, end, (long) length << 1);
        for (int i = 0; i < length; i++) {
            char c = string.charAt(i);
            if (c >= 0x80) {
                writeUnicode(string);
                return;
            }
            bytes[at++] = (byte) c;
        }
        end = at;
    }

    @Override
    public void writeFixed(byte[] from, int start, int length) {
        room(length);
        System.arraycopy(from, start, bytes, end, length);
        end += length;
    }

    @Override
    public void flush() {
        // Nothing lies elsewhere.
    }

    @Override
    protected void writeZero() {
        room(1);
        bytes[end++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return end;
    }

    private void writeUnicode(String string) {
        byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
        writeLong(utf8.length);
        writeFixed(utf8, 0, utf8.length);
    }

    private static int varint(byte[] into, int at, long zigzag) {
        long rest = zigzag;
        while ((rest & ~0x7FL) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    private void room(int more) {
        int needed = Math.addExact(end, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 2L)));
        }
    }
}
