package io.millrace.streams.store;

import org.jspecify.annotations.Nullable;

/** A timestamped key-value store. <i>Loop-owned.</i> */
public final class KeyValueTable extends Table {
    private final Cells cells = new Cells(0);

    /** An empty one. */
    public KeyValueTable(String name, boolean buffered, ChangelogSink changelog) {
        super(name, buffered, changelog);
    }

    /** Its cells. */
    public Cells cells() {
        return cells;
    }

    /** The cell of a key, made when there is none. */
    public int cellFor(byte[] key, int position, int size) {
        int hash = KeyIndex.hash(key, position, size);
        int cell = cells.find(key, position, size, hash);
        return cell == KeyIndex.NONE ? cells.add(key, position, size, hash) : cell;
    }

    /** The cell of a key, or {@link KeyIndex#NONE}. */
    public int find(byte[] key, int position, int size) {
        return cells.find(key, position, size, KeyIndex.hash(key, position, size));
    }

    @Override
    public void restore(
            byte[] key, int keyPosition, int keySize, byte @Nullable [] value, int position, int size, long timestamp) {
        restored(cells, cellFor(key, keyPosition, keySize), value, position, size, timestamp);
    }

    @Override
    void log(ChangelogSink sink, Cells of, int cell, long timestamp) {
        byte[] key = of.keyOf(cell);
        byte[] value = of.value(cell);
        sink.log(name(), timestamp, key, 0, key.length, value, 0, value == null ? -1 : value.length);
    }
}
