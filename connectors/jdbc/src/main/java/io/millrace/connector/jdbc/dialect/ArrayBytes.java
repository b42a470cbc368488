package io.millrace.connector.jdbc.dialect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A one-dimensional array in PostgreSQL's binary form: a head of five integers, then each element as its length and its
 * bytes, -1 being the length of null. <i>Loop-owned.</i>
 */
final class ArrayBytes {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEAD_BYTES = 20;

    private final int oid;
    private byte[] bytes;
    private int end = HEAD_BYTES;
    private int elements;
    private int nulls;

    ArrayBytes(int oid, int expectedElements) {
        this.oid = oid;
        this.bytes = new byte[HEAD_BYTES + 12 * expectedElements];
    }

    int sizeBytes() {
        return end;
    }

    void addNull() {
        room(4);
        INT.set(bytes, end, -1);
        end += 4;
        elements++;
        nulls = 1;
    }

    void addByte(int value) {
        start(1);
        bytes[end++] = (byte) value;
    }

    void addShort(int value) {
        start(2);
        bytes[end++] = (byte) (value >> 8);
        bytes[end++] = (byte) value;
    }

    void addInt(int value) {
        start(4);
        INT.set(bytes, end, value);
        end += 4;
    }

    void addLong(long value) {
        start(8);
        LONG.set(bytes, end, value);
        end += 8;
    }

    void addBytes(byte[] value) {
        start(value.length);
        System.arraycopy(value, 0, bytes, end, value.length);
        end += value.length;
    }

    void addBytes(ByteBuffer value) {
        int length = value.remaining();
        start(length);
        value.duplicate().get(bytes, end, length);
        end += length;
    }

    /** Adds an element of so many bytes, to be filled in by {@link #put}; returns where it begins. */
    int addSpace(int length) {
        start(length);
        int at = end;
        end += length;
        return at;
    }

    /** Fills two bytes in. */
    void put(int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    /** The whole array, its head filled in. */
    byte[] toBytes() {
        INT.set(bytes, 0, 1);
        INT.set(bytes, 4, nulls);
        INT.set(bytes, 8, oid);
        INT.set(bytes, 12, elements);
        INT.set(bytes, 16, 1);
        if (elements == 0) {
            INT.set(bytes, 0, 0);
            return Arrays.copyOf(bytes, 12);
        }
        return bytes.length == end ? bytes : Arrays.copyOf(bytes, end);
    }

    private void start(int length) {
        room(4 + length);
        INT.set(bytes, end, length);
        end += 4;
        elements++;
    }

    private void room(int more) {
        if (bytes.length - end < more) {
            long twice = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
            bytes = Arrays.copyOf(bytes, Math.max((int) twice, Math.addExact(end, more)));
        }
    }
}
