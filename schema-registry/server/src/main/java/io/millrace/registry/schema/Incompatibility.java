package io.millrace.registry.schema;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a reader cannot make of what a writer wrote. Printed as clients of registries expect it.
 * <i>Immutable.</i>
 *
 * @param errorType the rule that is broken
 * @param description what, at which path, in which of the two schemas
 * @param additionalInfo the field, the symbols or the types in question
 * @param pointer where in the reader's schema, or the writer's where the reader has nothing there: a JSON pointer for
 *     Avro, the type's own path for others
 * @param reader what stands there in the reader's schema, in one line; null when nothing does
 * @param writer what stands there in the writer's schema, in one line; null when nothing does
 * @param mend what would make it fit, in a few words; empty when there is nothing simple
 */
public record Incompatibility(
        String errorType,
        String description,
        String additionalInfo,
        String pointer,
        @Nullable String reader,
        @Nullable String writer,
        String mend) {
    /** As clients expect it of that type of schema, and take it apart: Avro's with single quotes, the others' with double. */
    public String message(String schemaType) {
        return schemaType.equals(SchemaText.AVRO)
                ? toString()
                : "{errorType:\"" + errorType + "\", description:\"" + description + "\"}";
    }

    @Override
    public String toString() {
        return "{errorType:'" + errorType + "', description:'" + description + "', additionalInfo:'" + additionalInfo
                + "'}";
    }
}
