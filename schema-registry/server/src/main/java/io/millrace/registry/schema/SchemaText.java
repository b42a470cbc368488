package io.millrace.registry.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema as it is kept, and what makes two of them the same: type, text, references and annotations. <i>Immutable.</i>
 *
 * @param type {@code AVRO}, or another that a foreign registry wrote
 * @param text canonical when it was registered here
 * @param references resolved
 * @param annotations metadata and rule set as JSON text, kept for a registry that knows them, or null
 */
public record SchemaText(
        String type,
        String text,
        List<Reference> references,
        @Nullable String annotations) {
    /** The type where none is named. */
    public static final String AVRO = "AVRO";

    /** Copied. */
    public SchemaText {
        references = List.copyOf(references);
    }
}
