package io.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/** A table that every instance holds whole. */
public interface GlobalKTable<K, V> {
    /** The name of the store to query, or null when it was given none. */
    @Nullable
    String queryableStoreName();
}
