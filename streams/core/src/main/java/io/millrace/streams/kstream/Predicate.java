package io.millrace.streams.kstream;

/** A question about a record. */
@FunctionalInterface
public interface Predicate<K, V> {
    /** Whether it holds for this record. */
    boolean test(K key, V value);
}
