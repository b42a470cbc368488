package io.millrace.streams.kstream;

/** How a record changes its key's aggregate. */
@FunctionalInterface
public interface Aggregator<K, V, VAgg> {
    /** The aggregate after this record; null forgets the key. */
    VAgg apply(K key, V value, VAgg aggregate);
}
