package io.millrace.streams.kstream;

/** A new value computed of the old. */
@FunctionalInterface
public interface ValueMapper<V, VR> {
    /** The value's successor. */
    VR apply(V value);
}
