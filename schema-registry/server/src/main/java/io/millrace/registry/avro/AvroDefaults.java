package io.millrace.registry.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Defaults of fields as JSON. Pure. */
final class AvroDefaults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AvroDefaults() {}

    /** The default of a field that has one. */
    static String text(Schema.Field field) {
        Object value = field.defaultVal();
        if (value == JsonProperties.NULL_VALUE) {
            return "null";
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return String.valueOf(value);
        }
    }

    /** A plain default that a field of that type may have, or null where none suggests itself. */
    static @Nullable String plain(Schema type) {
        return switch (type.getType()) {
            case NULL -> "null";
            case BOOLEAN -> "false";
            case INT, LONG -> "0";
            case FLOAT, DOUBLE -> "0.0";
            case STRING, BYTES -> "\"\"";
            case ARRAY -> "[]";
            case MAP -> "{}";
            case ENUM ->
                type.getEnumSymbols().isEmpty()
                        ? null
                        : "\"" + type.getEnumSymbols().get(0) + "\"";
            case UNION -> plain(type.getTypes().get(0));
            case RECORD, FIXED -> null;
        };
    }
}
