package io.millrace.streams.plan;

import io.millrace.streams.kstream.GlobalKTable;
import org.jspecify.annotations.Nullable;

/** A global table, as its store. *Immutable.* */
record GlobalTableImpl<K, V>(
        Graph graph, String store, @Nullable String queryableStoreName) implements GlobalKTable<K, V> {}
