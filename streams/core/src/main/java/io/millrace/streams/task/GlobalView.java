package io.millrace.streams.task;

import io.millrace.streams.KeyValue;
import io.millrace.streams.operator.GlobalLookup;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.state.KeyValueIterator;
import io.millrace.streams.state.ReadOnlyKeyValueStore;
import io.millrace.streams.store.GlobalTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A global store as user code sees it. <i>Any thread.</i> */
final class GlobalView implements StateStore, ReadOnlyKeyValueStore<Object, Object> {
    private final String name;
    private final GlobalLookup lookup;
    private final StoreBytes bytes;

    GlobalView(String name, GlobalLookup lookup) {
        this.name = name;
        this.lookup = lookup;
        this.bytes = new StoreBytes(lookup.topic(), lookup.keys(), lookup.values());
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
        return lookup.get(key);
    }

    @Override
    public KeyValueIterator<Object, Object> range(@Nullable Object from, @Nullable Object to) {
        byte[] first = bytes.keyOrNull(from);
        byte[] last = bytes.keyOrNull(to);
        List<GlobalTable.Entry> entries = new ArrayList<>();
        lookup.table().forEach(entry -> {
            if (SortedEntries.within(entry.key(), first, last)) {
                entries.add(entry);
            }
        });
        entries.sort(Comparator.comparing(GlobalTable.Entry::key, SortedEntries.BYTES));
        return new SortedEntries<>(entries, entry -> {
            GlobalTable.Version version = entry.version();
            return new KeyValue<>(bytes.keyOf(entry.key()), version == null ? null : lookup.value(version));
        });
    }

    @Override
    public KeyValueIterator<Object, Object> all() {
        return range(null, null);
    }

    @Override
    public long approximateNumEntries() {
        return lookup.table().size();
    }
}
