package io.millrace.registry.schema;

import org.jspecify.annotations.Nullable;

/**
 * One difference between two schemas. <i>Immutable.</i>
 *
 * @param kind added, removed or changed
 * @param pointer where, in the schema that has it: the new one where both have
 * @param old what stood there, in one line; null when nothing did
 * @param now what stands there, in one line; null when nothing does
 */
public record Change(
        Kind kind,
        String pointer,
        @Nullable String old,
        @Nullable String now) {
    /** What happened to it. */
    public enum Kind {
        /** Was not there. */
        ADDED,
        /** Is no longer there. */
        REMOVED,
        /** Is another. */
        CHANGED
    }
}
