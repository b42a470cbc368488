package io.millrace.streams.state;

import io.millrace.streams.KeyValue;
import io.millrace.streams.processor.StateStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of keys and values. */
public interface KeyValueStore<K, V> extends StateStore, ReadOnlyKeyValueStore<K, V> {
    /** Sets the key's value; null deletes it. */
    void put(K key, @Nullable V value);

    /** Sets the key's value if it has none, and answers the one that it had. */
    @Nullable
    V putIfAbsent(K key, V value);

    /** Sets several. */
    void putAll(List<KeyValue<K, V>> entries);

    /** Deletes the key, and answers the value that it had. */
    @Nullable
    V delete(K key);
}
