package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** A result computed of a record's key and value. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface KeyValueMapper<K, V, VR> {
    /** The result for this record. */
    VR apply(K key, V value);
}
