package io.millrace.streams.task;

import io.millrace.streams.KeyValue;
import io.millrace.streams.operator.Chain;
import io.millrace.streams.state.KeyValueIterator;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.store.Cells;
import io.millrace.streams.store.KeyIndex;
import io.millrace.streams.store.KeyValueTable;
import io.millrace.streams.store.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A task's key-value store as user code sees it. <i>Loop-owned</i>, as the task is. */
final class KeyValueView implements KeyValueStore<Object, Object> {
    private record Entry(byte[] key, byte[] value) {}

    private final String name;
    private final KeyValueTable table;
    private final StoreBytes bytes;
    private final LongSupplier time;

    KeyValueView(Chain.Store store, KeyValueTable table, LongSupplier time) {
        this.name = store.spec().name();
        this.table = table;
        this.bytes = StoreBytes.of(store);
        this.time = time;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public @Nullable Object get(Object key) {
        byte[] wanted = bytes.key(key);
        int cell = table.find(wanted, 0, wanted.length);
        return cell == KeyIndex.NONE ? null : bytes.valueOf(table.cells().value(cell));
    }

    @Override
    public KeyValueIterator<Object, Object> range(@Nullable Object from, @Nullable Object to) {
        byte[] first = bytes.keyOrNull(from);
        byte[] last = bytes.keyOrNull(to);
        Cells cells = table.cells();
        List<Entry> entries = new ArrayList<>();
        for (int cell = 0; cell < cells.cellLimit(); cell++) {
            byte[] key = cells.key(cell);
            byte[] value = cells.value(cell);
            if (key != null && value != null && SortedEntries.within(key, first, last)) {
                entries.add(new Entry(key, value.clone()));
            }
        }
        entries.sort(Comparator.comparing(Entry::key, SortedEntries.BYTES));
        return new SortedEntries<>(
                entries, entry -> new KeyValue<>(bytes.keyOf(entry.key()), bytes.valueOf(entry.value())));
    }

    @Override
    public KeyValueIterator<Object, Object> all() {
        return range(null, null);
    }

    @Override
    public long approximateNumEntries() {
        return table.cells().size();
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        byte[] wanted = bytes.key(key);
        Origin origin = new Origin();
        origin.timestamp = time.getAsLong();
        origin.partition = -1;
        origin.offset = -1;
        int cell = table.cellFor(wanted, 0, wanted.length);
        table.put(table.cells(), cell, bytes.value(value), false, origin.timestamp, origin);
    }

    @Override
    public @Nullable Object putIfAbsent(Object key, Object value) {
        Object before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Object, Object>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable Object delete(Object key) {
        Object before = get(key);
        put(key, null);
        return before;
    }
}
