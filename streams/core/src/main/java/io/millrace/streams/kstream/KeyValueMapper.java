package io.millrace.streams.kstream;

/** A result computed of a record's key and value. */
@FunctionalInterface
public interface KeyValueMapper<K, V, VR> {
    /** The result for this record. */
    VR apply(K key, V value);
}
