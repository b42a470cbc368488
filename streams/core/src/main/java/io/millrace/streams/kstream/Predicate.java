package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** A question about a record. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface Predicate<K, V> {
    /** Whether it holds for this record. */
    boolean test(K key, V value);
}
