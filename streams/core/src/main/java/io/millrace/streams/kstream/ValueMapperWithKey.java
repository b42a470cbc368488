package io.millrace.streams.kstream;

/** A new value computed of key and value; the key must not be changed. */
@FunctionalInterface
public interface ValueMapperWithKey<K, V, VR> {
    /** The value's successor. */
    VR apply(K readOnlyKey, V value);
}
