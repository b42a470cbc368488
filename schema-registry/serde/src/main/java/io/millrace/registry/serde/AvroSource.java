package io.millrace.registry.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * An Avro decoder over one array, kept from record to record. Every length is held against the bytes that are left
 * before anything is allocated for it, so that seven damaged bytes cannot ask for two gigabytes. One thread at a time.
 */
public final class AvroSource extends Decoder {
    // Items may take no bytes at all (nulls); so many of them are believed without bytes to show.
    private static final int EMPTY_ITEMS_MAX = 1 << 16;

    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int at;
    private int end;

    /** Reads from a part of an array. */
    public AvroSource over(byte[] from, int start, int length) {
        bytes = from;
        at = start;
        end = start + length;
        return this;
    }

    /** Lets the last record's bytes go. */
    public void release() {
        bytes = NONE;
        at = 0;
        end = 0;
    }

    /** The bytes not yet read. */
    @Override
    public int remainingBytes() {
        return end - at;
    }

    @Override
    public void readNull() {
        // Takes no bytes.
    }

    @Override
    public boolean readBoolean() throws IOException {
        return next() == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("an int of " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long zigzag = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next();
            zigzag |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new AvroRuntimeException("a number of more than 64 bits");
    }

    @Override
    public float readFloat() throws IOException {
        int start = skip(4);
        int bits = 0;
        for (int i = 3; i >= 0; i--) {
            bits = bits << 8 | bytes[start + i] & 0xFF;
        }
        return Float.intBitsToFloat(bits);
    }

    @Override
    public double readDouble() throws IOException {
        int start = skip(8);
        long bits = 0;
        for (int i = 7; i >= 0; i--) {
            bits = bits << 8 | bytes[start + i] & 0xFF;
        }
        return Double.longBitsToDouble(bits);
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        int length = length();
        int start = skip(length);
        Utf8 result = old == null ? new Utf8() : old;
        result.setByteLength(length);
        System.arraycopy(bytes, start, result.getBytes(), 0, length);
        return result;
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        skip(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        byte[] result = new byte[length()];
        readFixed(result, 0, result.length);
        return ByteBuffer.wrap(result);
    }

    @Override
    public void skipBytes() throws IOException {
        skip(length());
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws IOException {
        System.arraycopy(bytes, skip(length), into, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        skip(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    // A negative count is followed by the block's size in bytes, which only a reader that skips needs.
    private long items() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLong();
            count = -count;
        }
        return believed(count);
    }

    private long skipBlocks() throws IOException {
        long count = readLong();
        while (count < 0) {
            skip(lengthOf(readLong()));
            count = readLong();
        }
        return believed(count);
    }

    private long believed(long count) {
        if (count < 0 || count > Math.max(EMPTY_ITEMS_MAX, remainingBytes())) {
            throw new AvroRuntimeException("a block of " + count + " items in " + remainingBytes() + " bytes");
        }
        return count;
    }

    private int length() throws IOException {
        return lengthOf(readLong());
    }

    private int lengthOf(long length) throws IOException {
        if (length < 0 || length > remainingBytes()) {
            throw new EOFException("a length of " + length + " with " + remainingBytes() + " bytes left");
        }
        return (int) length;
    }

    private int skip(int length) throws IOException {
        if (length > remainingBytes()) {
            throw new EOFException(length + " bytes wanted with " + remainingBytes() + " left");
        }
        int start = at;
        at += length;
        return start;
    }

    private byte next() throws IOException {
        if (at == end) {
            throw new EOFException("the record ends too early");
        }
        return bytes[at++];
    }
}
