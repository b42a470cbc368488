package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** Something to do for each record. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface ForeachAction<K, V> {
    /** Does it for this record. */
    void apply(K key, V value);
}
