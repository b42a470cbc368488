package io.millrace.registry;

import io.millrace.registry.schema.SchemaText;

/**
 * A schema that somebody sends. <i>Immutable.</i>
 *
 * @param schema its type, text and references, as they were sent
 * @param id the id that it shall have, 0 or less for any
 * @param version the number that it shall have, 0 or less for the next
 * @param tagging the tags that it shall get and lose
 */
public record NewSchema(SchemaText schema, int id, int version, Tagging tagging) {
    /** Without tags. */
    public NewSchema(SchemaText schema, int id, int version) {
        this(schema, id, version, Tagging.NONE);
    }
}
