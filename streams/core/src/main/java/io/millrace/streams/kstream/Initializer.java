package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** Where an aggregate starts. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface Initializer<VAgg> {
    /** The value before the first record of a key. */
    VAgg apply();
}
