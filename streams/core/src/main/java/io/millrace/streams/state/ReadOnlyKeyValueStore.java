package io.millrace.streams.state;

import org.jspecify.annotations.Nullable;

/** A table of keys and values, to be read. */
public interface ReadOnlyKeyValueStore<K, V> {
    /** The key's value, or null. */
    @Nullable
    V get(K key);

    /** The entries from one key to another, both included, in the order of their bytes; null leaves an end open. */
    KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to);

    /** All entries, in the order of their keys' bytes. */
    KeyValueIterator<K, V> all();

    /** About how many entries there are. */
    long approximateNumEntries();
}
