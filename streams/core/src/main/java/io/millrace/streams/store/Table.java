package io.millrace.streams.store;

import org.jspecify.annotations.Nullable;

/**
 * One store of a task, over bytes. In <i>immediate</i> mode every put goes to the changelog at once; in <i>buffered</i>
 * mode the cell is marked, and {@link #flush} writes its newest value, with the {@link Origin} of its last change, to
 * the changelog and to the listener. <i>Loop-owned.</i>
 */
public abstract sealed class Table permits KeyValueTable, WindowTable {
    /** Takes the flushed cells of a buffered store. */
    @FunctionalInterface
    public interface FlushListener {
        /** One cell; its value may be null, a deletion. The origin is lent for the call. */
        void flushed(Cells cells, int cell, Origin origin);
    }

    private final String name;
    private final boolean buffered;
    private final ChangelogSink changelog;
    private final DirtyList dirty = new DirtyList();
    private long dirtyBytes;

    Table(String name, boolean buffered, ChangelogSink changelog) {
        this.name = name;
        this.buffered = buffered;
        this.changelog = changelog;
    }

    /** The store's name. */
    public String name() {
        return name;
    }

    /** Whether changes wait for {@link #flush}. */
    public boolean buffered() {
        return buffered;
    }

    /** What the unflushed cells hold, roughly. */
    public long dirtyBytes() {
        return dirtyBytes;
    }

    /** Number of unflushed cells. */
    public int dirtyCount() {
        return dirty.count();
    }

    /**
     * Sets a cell's value, or deletes it (null); after a deletion the cell number is no longer valid.
     *
     * @param owned whether the array is the table's from now on; otherwise its bytes are copied
     * @param timestamp that of the value
     * @param origin the context of the record that causes the change
     */
    public void put(Cells cells, int cell, byte @Nullable [] value, boolean owned, long timestamp, Origin origin) {
        if (value == null) {
            cells.clear(cell);
        } else if (owned) {
            cells.replace(cell, value, timestamp);
        } else {
            cells.set(cell, value, 0, value.length, timestamp);
        }
        if (buffered) {
            mark(cells, cell, value == null ? 0 : value.length, origin);
            return;
        }
        log(cells, cell, origin);
        if (value == null) {
            cells.remove(cell);
        }
    }

    /** Writes every changed cell, oldest change first, to the changelog and the listener. */
    public void flush(FlushListener listener) {
        if (dirty.count() == 0) {
            return;
        }
        for (int at = 0; at < dirty.end(); at++) {
            Cells cells = dirty.table(at);
            if (cells != null) {
                flushCell(cells, dirty.cell(at), dirty.origin(at), listener);
            }
        }
        dirty.clear();
        dirtyBytes = 0;
        afterFlush();
    }

    /** Applies one changelog record. */
    public abstract void restore(
            byte[] key, int keyPosition, int keySize, byte @Nullable [] value, int position, int size, long timestamp);

    /** Writes one cell in the format of the changelog. */
    abstract void log(ChangelogSink sink, Cells cells, int cell, long timestamp);

    void afterFlush() {}

    /** Sets what comes from a changelog: below the buffer, and not to be logged again. */
    static void restored(Cells cells, int cell, byte @Nullable [] value, int position, int size, long timestamp) {
        if (value == null || size < 0) {
            cells.remove(cell);
            return;
        }
        cells.set(cell, value, position, size, timestamp);
        cells.flushed(cell, true);
    }

    ChangelogSink changelog() {
        return changelog;
    }

    private void mark(Cells cells, int cell, int size, Origin origin) {
        boolean fresh = dirty.touch(cells, cell, origin);
        if (fresh) {
            dirtyBytes += Cells.OVERHEAD_BYTES + cells.keyOf(cell).length + size;
        }
    }

    private void flushCell(Cells cells, int cell, Origin origin, FlushListener listener) {
        boolean deleted = cells.value(cell) == null;
        // What was made and deleted between two flushes has never been seen outside.
        if (!deleted || cells.flushed(cell)) {
            log(cells, cell, origin);
            listener.flushed(cells, cell, origin);
        }
        cells.dirtyAt(cell, 0);
        cells.flushed(cell, true);
        if (deleted) {
            cells.remove(cell);
        }
    }

    private void log(Cells cells, int cell, Origin origin) {
        if (changelog != ChangelogSink.NONE) {
            log(changelog, cells, cell, cells.value(cell) == null ? origin.timestamp : cells.timestamp(cell));
        }
    }
}
