package io.millrace.registry.journal;

import io.millrace.registry.schema.SchemaText;

/**
 * A version of a subject. <i>Immutable.</i>
 *
 * @param subject its subject
 * @param number counted within the subject, from 1
 * @param id of its schema
 * @param schema its schema
 * @param deleted softly: out of the lists, still there for who asks
 */
public record Version(String subject, int number, int id, SchemaText schema, boolean deleted) {
    Version softlyDeleted() {
        return new Version(subject, number, id, schema, true);
    }
}
