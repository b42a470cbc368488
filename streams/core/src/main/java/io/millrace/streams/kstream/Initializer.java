package io.millrace.streams.kstream;

/** Where an aggregate starts. */
@FunctionalInterface
public interface Initializer<VAgg> {
    /** The value before the first record of a key. */
    VAgg apply();
}
