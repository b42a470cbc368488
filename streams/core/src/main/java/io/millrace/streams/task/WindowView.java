package io.millrace.streams.task;

import io.millrace.streams.KeyValue;
import io.millrace.streams.kstream.Windowed;
import io.millrace.streams.kstream.internals.TimeWindow;
import io.millrace.streams.operator.Chain;
import io.millrace.streams.state.KeyValueIterator;
import io.millrace.streams.state.WindowStore;
import io.millrace.streams.state.WindowStoreIterator;
import io.millrace.streams.store.Cells;
import io.millrace.streams.store.KeyIndex;
import io.millrace.streams.store.Origin;
import io.millrace.streams.store.WindowTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A task's window store as user code sees it. <i>Loop-owned</i>, as the task is. */
final class WindowView implements WindowStore<Object, Object> {
    private record Entry(byte[] key, long start, byte[] value) {}

    private final String name;
    private final WindowTable table;
    private final StoreBytes bytes;
    private final long windowSizeMs;
    private final LongSupplier time;

    WindowView(Chain.Store store, WindowTable table, LongSupplier time) {
        this.name = store.spec().name();
        this.table = table;
        this.bytes = StoreBytes.of(store);
        this.windowSizeMs = store.spec().windowSizeMs();
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
    public @Nullable Object fetch(Object key, long windowStart) {
        byte[] wanted = bytes.key(key);
        Cells pane = table.panes().get(windowStart);
        if (pane == null) {
            return null;
        }
        int cell = pane.find(wanted, 0, wanted.length, KeyIndex.hash(wanted, 0, wanted.length));
        return cell == KeyIndex.NONE ? null : bytes.valueOf(pane.value(cell));
    }

    @Override
    public WindowStoreIterator<Object> fetch(Object key, Instant timeFrom, Instant timeTo) {
        byte[] wanted = bytes.key(key);
        return new ByStart(new SortedEntries<>(
                entries(wanted, wanted, timeFrom.toEpochMilli(), timeTo.toEpochMilli()), entry -> {
                    return new KeyValue<>(entry.start(), bytes.valueOf(entry.value()));
                }));
    }

    @Override
    public KeyValueIterator<Windowed<Object>, Object> fetch(
            @Nullable Object keyFrom, @Nullable Object keyTo, Instant timeFrom, Instant timeTo) {
        return windowed(entries(
                bytes.keyOrNull(keyFrom), bytes.keyOrNull(keyTo), timeFrom.toEpochMilli(), timeTo.toEpochMilli()));
    }

    @Override
    public KeyValueIterator<Windowed<Object>, Object> all() {
        return windowed(entries(null, null, 0, Long.MAX_VALUE));
    }

    @Override
    public KeyValueIterator<Windowed<Object>, Object> fetchAll(Instant timeFrom, Instant timeTo) {
        return windowed(entries(null, null, timeFrom.toEpochMilli(), timeTo.toEpochMilli()));
    }

    @Override
    public void put(Object key, @Nullable Object value, long windowStart) {
        byte[] wanted = bytes.key(key);
        Origin origin = new Origin();
        origin.timestamp = time.getAsLong();
        origin.partition = -1;
        origin.offset = -1;
        Cells pane = table.paneToWrite(windowStart);
        int hash = KeyIndex.hash(wanted, 0, wanted.length);
        int cell = pane.find(wanted, 0, wanted.length, hash);
        if (cell == KeyIndex.NONE) {
            cell = pane.add(wanted, 0, wanted.length, hash);
        }
        table.put(pane, cell, bytes.value(value), false, origin.timestamp, origin);
    }

    private KeyValueIterator<Windowed<Object>, Object> windowed(List<Entry> entries) {
        return new SortedEntries<>(entries, entry -> {
            TimeWindow window = new TimeWindow(entry.start(), entry.start() + windowSizeMs);
            return new KeyValue<>(new Windowed<>(bytes.keyOf(entry.key()), window), bytes.valueOf(entry.value()));
        });
    }

    private List<Entry> entries(byte @Nullable [] from, byte @Nullable [] to, long first, long last) {
        List<Entry> entries = new ArrayList<>();
        for (Cells pane : table.panes().values()) {
            boolean wanted = pane.windowStart() >= first && pane.windowStart() <= last;
            for (int cell = 0; wanted && cell < pane.cellLimit(); cell++) {
                byte[] key = pane.key(cell);
                byte[] value = pane.value(cell);
                if (key != null && value != null && SortedEntries.within(key, from, to)) {
                    entries.add(new Entry(key, pane.windowStart(), value.clone()));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::key, SortedEntries.BYTES).thenComparingLong(Entry::start));
        return entries;
    }

    /** One key's windows. */
    private record ByStart(KeyValueIterator<Long, Object> entries) implements WindowStoreIterator<Object> {
        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<Long, Object> next() {
            return entries.next();
        }

        @Override
        public Long peekNextKey() {
            return entries.peekNextKey();
        }

        @Override
        public void close() {
            entries.close();
        }
    }
}
