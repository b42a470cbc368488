package io.millrace.registry.journal;

import org.jspecify.annotations.Nullable;

/**
 * Something in the topic that is not as it should be. <i>Immutable.</i>
 *
 * @param kind which kind
 * @param offset the record's offset, -1 where there is no one record
 * @param subject what it is about, or null
 * @param version of the subject, 0 for none
 * @param message what is wrong, and what follows from it
 * @param key the record's key, by which a repair takes it out, or null where nothing can be repaired
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Problem(
        Kind kind, long offset, @Nullable String subject, int version, String message, byte @Nullable [] key) {
    /** The kinds. */
    public enum Kind {
        /** A record that cannot be read, and was skipped. */
        UNREADABLE,
        /** An id that stands for two schemas. */
        DUPLICATE_ID,
        /** A deleted record that compaction would not remove, so that it comes back. */
        RETURNING,
        /** A record under a key in older bytes, which a newer one does not replace. */
        OLD_KEY,
        /** A reference to a version that is not there. */
        DANGLING_REFERENCE,
        /** A schema that its type's parser refuses. */
        INVALID_SCHEMA
    }
}
