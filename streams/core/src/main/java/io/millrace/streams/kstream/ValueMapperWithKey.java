package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** A new value computed of key and value; the key must not be changed. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface ValueMapperWithKey<K, V, VR> {
    /** The value's successor. */
    VR apply(K readOnlyKey, V value);
}
