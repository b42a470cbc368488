package io.millrace.streams.state;

import io.millrace.streams.processor.StateStore;
import org.jspecify.annotations.Nullable;

/** A table of keys, windows and values. */
public interface WindowStore<K, V> extends StateStore, ReadOnlyWindowStore<K, V> {
    /** Sets the value of the key's window that starts at this time; null deletes it. */
    void put(K key, @Nullable V value, long windowStartTimestamp);
}
