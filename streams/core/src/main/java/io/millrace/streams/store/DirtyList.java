package io.millrace.streams.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The changed cells of a buffered store in the order of their last change, each with the {@link Origin} of that change.
 * A cell that changes again leaves a hole behind and moves to the end. <i>Loop-owned.</i>
 */
final class DirtyList {
    private @Nullable Cells[] tables = new Cells[16];
    private int[] cells = new int[16];
    private Origin[] origins = new Origin[16];
    private int end;
    private int count;

    DirtyList() {
        for (int i = 0; i < origins.length; i++) {
            origins[i] = new Origin();
        }
    }

    int count() {
        return count;
    }

    /** Whether the cell was clean before. */
    boolean touch(Cells table, int cell, Origin origin) {
        int before = table.dirtyAt(cell);
        if (before != 0 && before == end) {
            origins[end - 1].set(origin);
            return false;
        }
        if (before != 0) {
            tables[before - 1] = null;
            count--;
        }
        if (end == cells.length) {
            makeRoom();
        }
        tables[end] = table;
        cells[end] = cell;
        origins[end].set(origin);
        end++;
        count++;
        table.dirtyAt(cell, end);
        return before == 0;
    }

    /** Exclusive end of the positions that {@link #table} may be asked for. */
    int end() {
        return end;
    }

    /** The table of the change at a position, null for a hole. */
    @Nullable
    Cells table(int position) {
        return tables[position];
    }

    int cell(int position) {
        return cells[position];
    }

    Origin origin(int position) {
        return origins[position];
    }

    /** Forgets everything; the caller has cleaned the cells. */
    void clear() {
        Arrays.fill(tables, 0, end, null);
        for (int i = 0; i < end; i++) {
            origins[i].headers = null;
        }
        end = 0;
        count = 0;
    }

    private void makeRoom() {
        if (count > cells.length / 2) {
            int capacity = cells.length * 2;
            tables = Arrays.copyOf(tables, capacity);
            cells = Arrays.copyOf(cells, capacity);
            origins = Arrays.copyOf(origins, capacity);
            for (int i = end; i < capacity; i++) {
                origins[i] = new Origin();
            }
            return;
        }
        int to = 0;
        for (int from = 0; from < end; from++) {
            Cells table = tables[from];
            if (table != null) {
                move(from, to, table);
                to++;
            }
        }
        Arrays.fill(tables, to, end, null);
        end = to;
    }

    private void move(int from, int to, Cells table) {
        tables[to] = table;
        cells[to] = cells[from];
        Origin swapped = origins[to];
        origins[to] = origins[from];
        origins[from] = swapped;
        table.dirtyAt(cells[to], to + 1);
    }
}
