package io.millrace.registry.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema of any type as a registry takes it: its type ({@code AVRO}, {@code JSON}, {@code PROTOBUF}), its text, what
 * it refers to, and its metadata and rules as the JSON that they are sent as. Immutable, if the JSON is left alone.
 */
public record SchemaText(
        String schemaType,
        String schema,
        List<SchemaReference> references,
        @Nullable JsonNode metadata,
        @Nullable JsonNode ruleSet) {

    /** Keeps its own list. */
    public SchemaText {
        references = List.copyOf(references);
    }

    /** Without metadata and rules. */
    public SchemaText(String schemaType, String schema, List<SchemaReference> references) {
        this(schemaType, schema, references, null, null);
    }

    /** A schema that needs no other. */
    public SchemaText(String schemaType, String schema) {
        this(schemaType, schema, List.of());
    }
}
