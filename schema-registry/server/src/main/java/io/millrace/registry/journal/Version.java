package io.millrace.registry.journal;

import io.millrace.registry.schema.SchemaText;

/**
 * A version of a subject. <i>Immutable.</i>
 *
 * @param subject its subject's full name
 * @param number counted within the subject, from 1
 * @param id of its schema, counted within the context
 * @param schema its schema
 * @param deleted softly: out of the lists, still there for who asks
 * @param writtenMs when its record was written, in ms since 1970; 0 before it is
 */
public record Version(String subject, int number, int id, SchemaText schema, boolean deleted, long writtenMs) {
    Version softlyDeleted() {
        return new Version(subject, number, id, schema, true, writtenMs);
    }

    Version restored() {
        return new Version(subject, number, id, schema, false, writtenMs);
    }

    Version with(SchemaText same) {
        return new Version(subject, number, id, same, deleted, writtenMs);
    }
}
