package io.millrace.streams.state;

import io.millrace.streams.kstream.Windowed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A table of keys, windows and values, to be read. */
public interface ReadOnlyWindowStore<K, V> {
    /** The value of the key's window that starts at this time, or null. */
    @Nullable
    V fetch(K key, long time);

    /** The key's windows that start from one time to another, both included, oldest first. */
    WindowStoreIterator<V> fetch(K key, Instant timeFrom, Instant timeTo);

    /** The windows of the keys from one to another that start from one time to another; null leaves an end open. */
    KeyValueIterator<Windowed<K>, V> fetch(@Nullable K keyFrom, @Nullable K keyTo, Instant timeFrom, Instant timeTo);

    /** All windows of all keys. */
    KeyValueIterator<Windowed<K>, V> all();

    /** The windows of all keys that start from one time to another. */
    KeyValueIterator<Windowed<K>, V> fetchAll(Instant timeFrom, Instant timeTo);
}
