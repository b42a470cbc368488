package io.millrace.streams.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Open-addressing map from key bytes to small dense numbers, the cells; columns elsewhere hang on them. A freed cell is
 * given out again. <i>Loop-owned.</i>
 */
public final class KeyIndex {
    /** What {@link #find} says when there is no such key. */
    public static final int NONE = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SMALLEST = 16;

    /** Cell + 1, 0 for an empty slot; linear probing, filled to one half at most. */
    private int[] slots = new int[SMALLEST];

    private byte[] @Nullable [] keys = new byte[SMALLEST / 2][];
    private int[] hashes = new int[SMALLEST / 2];
    private int[] free = new int[4];
    private int freeCount;
    private int cells;

    /** A hash of these bytes, well mixed in all its bits. */
    public static int hash(byte[] bytes, int position, int size) {
        long h = size * 0x9E3779B97F4A7C15L;
        int at = position;
        int end = position + size;
        for (; at + 8 <= end; at += 8) {
            h = (h ^ (long) LONGS.get(bytes, at)) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 32;
        }
        if (at + 4 <= end) {
            h = (h ^ (int) INTS.get(bytes, at)) * 0x94D049BB133111EBL;
            h ^= h >>> 29;
            at += 4;
        }
        for (; at < end; at++) {
            h = (h ^ (bytes[at] & 0xFF)) * 0x100000001B3L;
        }
        h *= 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32);
    }

    /** The cell of a key, or {@link #NONE}. */
    public int find(byte[] bytes, int position, int size, int hash) {
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            int cell = slots[slot] - 1;
            if (cell < 0) {
                return NONE;
            }
            if (hashes[cell] == hash && equal(keys[cell], bytes, position, size)) {
                return cell;
            }
        }
    }

    /** Gives a key that is not in the index a cell; copies the bytes. */
    public int add(byte[] bytes, int position, int size, int hash) {
        if (2 * (size() + 1) > slots.length) {
            rehash(slots.length * 2);
        }
        int cell = freeCount > 0 ? free[--freeCount] : cells++;
        if (cell == keys.length) {
            keys = Arrays.copyOf(keys, cell * 2);
            hashes = Arrays.copyOf(hashes, cell * 2);
        }
        keys[cell] = Arrays.copyOfRange(bytes, position, position + size);
        hashes[cell] = hash;
        place(cell);
        return cell;
    }

    /** Forgets a cell's key and frees the cell. */
    public void remove(int cell) {
        int mask = slots.length - 1;
        int slot = hashes[cell] & mask;
        while (slots[slot] != cell + 1) {
            slot = (slot + 1) & mask;
        }
        closeGap(slot, mask);
        keys[cell] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = cell;
    }

    /** Keys in the index. */
    public int size() {
        return cells - freeCount;
    }

    /** All cells ever given out are below this; columns are that long. */
    public int cellLimit() {
        return cells;
    }

    /** A cell's key: the index's own array, not to be changed or handed to user code; null for a free cell. */
    public byte @Nullable [] key(int cell) {
        return keys[cell];
    }

    /** Moves later members of the probe run back, so that no search stops at the gap too early. */
    private void closeGap(int gap, int mask) {
        int hole = gap;
        for (int slot = (gap + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int home = hashes[slots[slot] - 1] & mask;
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = 0;
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int cell = 0; cell < cells; cell++) {
            if (keys[cell] != null) {
                place(cell);
            }
        }
    }

    private void place(int cell) {
        int mask = slots.length - 1;
        int slot = hashes[cell] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = cell + 1;
    }

    private static boolean equal(byte @Nullable [] key, byte[] bytes, int position, int size) {
        return key != null && key.length == size && Arrays.equals(key, 0, size, bytes, position, position + size);
    }
}
