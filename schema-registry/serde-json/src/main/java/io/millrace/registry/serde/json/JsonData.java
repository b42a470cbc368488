package io.millrace.registry.serde.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.client.SchemaText;

/** Data that brings its schema along, where it is of no class that a schema could be derived from. Immutable. */
public record JsonData(SchemaText schema, JsonNode payload) {
    /** With a schema that refers to no other. */
    public static JsonData of(String schema, JsonNode payload) {
        return new JsonData(new SchemaText("JSON", schema), payload);
    }
}
