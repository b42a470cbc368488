package io.millrace.streams.kstream;

/** Something to do for each record. */
@FunctionalInterface
public interface ForeachAction<K, V> {
    /** Does it for this record. */
    void apply(K key, V value);
}
