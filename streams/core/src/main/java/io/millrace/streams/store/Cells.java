package io.millrace.streams.store;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of keys with a value, its timestamp and the marks of buffering: a key-value store, or one pane of a window
 * store. <i>Loop-owned.</i>
 */
public final class Cells {
    /** What one cell costs beside key and value, roughly: columns, slots and two array headers. */
    static final int OVERHEAD_BYTES = 80;

    private final KeyIndex index = new KeyIndex();
    private final long windowStart;
    private byte[] @Nullable [] values = new byte[8][];
    private long[] timestamps = new long[8];
    private int[] dirtyAt = new int[8];
    private boolean[] flushed = new boolean[8];

    /** With the start of the window whose pane it is; a key-value store has none and gives any number. */
    Cells(long windowStart) {
        this.windowStart = windowStart;
    }

    /** Start of the window whose pane this is. */
    public long windowStart() {
        return windowStart;
    }

    /** The cell of a key, or {@link KeyIndex#NONE}. A cell may be there without a value. */
    public int find(byte[] key, int position, int size, int hash) {
        return index.find(key, position, size, hash);
    }

    /** The cell's value: the table's own array, not to be changed or handed to user code; null when deleted. */
    public byte @Nullable [] value(int cell) {
        return values[cell];
    }

    /** The timestamp of the cell's value. */
    public long timestamp(int cell) {
        return timestamps[cell];
    }

    /** The cell's key: the table's own array; null for a free cell. */
    public byte @Nullable [] key(int cell) {
        return index.key(cell);
    }

    /** The key of a cell that has one. */
    byte[] keyOf(int cell) {
        return Objects.requireNonNull(index.key(cell));
    }

    /** All cells are below this. */
    public int cellLimit() {
        return index.cellLimit();
    }

    /** Keys in the table, those that only wait for the flush of their deletion included. */
    public int size() {
        return index.size();
    }

    /** Gives a key that has none a cell without a value. */
    public int add(byte[] key, int position, int size, int hash) {
        int cell = index.add(key, position, size, hash);
        if (cell == timestamps.length) {
            int capacity = cell * 2;
            values = Arrays.copyOf(values, capacity);
            timestamps = Arrays.copyOf(timestamps, capacity);
            dirtyAt = Arrays.copyOf(dirtyAt, capacity);
            flushed = Arrays.copyOf(flushed, capacity);
        }
        flushed[cell] = false;
        dirtyAt[cell] = 0;
        return cell;
    }

    /** Copies the value in, over the old one where it has the same size. */
    void set(int cell, byte[] source, int position, int size, long timestamp) {
        byte[] old = values[cell];
        if (old != null && old.length == size) {
            System.arraycopy(source, position, old, 0, size);
        } else {
            values[cell] = Arrays.copyOfRange(source, position, position + size);
        }
        timestamps[cell] = timestamp;
    }

    /** Keeps the array itself. */
    void replace(int cell, byte[] value, long timestamp) {
        values[cell] = value;
        timestamps[cell] = timestamp;
    }

    /** Takes the value away, but leaves the cell. */
    void clear(int cell) {
        values[cell] = null;
    }

    void remove(int cell) {
        values[cell] = null;
        index.remove(cell);
    }

    /** Position in the list of changes + 1, 0 when the cell is clean. */
    int dirtyAt(int cell) {
        return dirtyAt[cell];
    }

    void dirtyAt(int cell, int position) {
        dirtyAt[cell] = position;
    }

    /** Whether what lies below the buffer has a value for the cell. */
    boolean flushed(int cell) {
        return flushed[cell];
    }

    void flushed(int cell, boolean has) {
        flushed[cell] = has;
    }
}
