package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** A new value computed of the old. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface ValueMapper<V, VR> {
    /** The value's successor. */
    VR apply(V value);
}
