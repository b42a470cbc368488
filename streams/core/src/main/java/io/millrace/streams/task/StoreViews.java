package io.millrace.streams.task;

import io.millrace.streams.operator.Chain;
import io.millrace.streams.operator.GlobalLookup;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.store.KeyValueTable;
import io.millrace.streams.store.WindowTable;
import java.util.function.LongSupplier;

/** Stores as user code sees them. */
final class StoreViews {
    private StoreViews() {}

    /** With the time that a value put by hand gets. */
    static StateStore of(Chain.Store store, LongSupplier time) {
        return store.table() instanceof KeyValueTable table
                ? new KeyValueView(store, table, time)
                : new WindowView(store, (WindowTable) store.table(), time);
    }

    static StateStore of(String name, GlobalLookup lookup) {
        return new GlobalView(name, lookup);
    }
}
