package io.millrace.registry.avro;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import org.jspecify.annotations.Nullable;

/** Parts of schemas in one short line: types by their names, never written out. Pure. */
final class AvroFragments {
    private static final int LONGEST = 200;

    private AvroFragments() {}

    /** What the reader has there; of a field that is missing, the field that the message names. */
    static @Nullable String ofReader(SchemaIncompatibilityType type, Schema reader, String message) {
        Schema.Field field =
                type == SchemaIncompatibilityType.READER_FIELD_MISSING_DEFAULT_VALUE ? reader.getField(message) : null;
        return field == null ? type(reader) : field(field);
    }

    /** What the writer has there. */
    static @Nullable String ofWriter(SchemaIncompatibilityType type, Schema writer) {
        return type == SchemaIncompatibilityType.READER_FIELD_MISSING_DEFAULT_VALUE ? null : type(writer);
    }

    /** A field with its type and default. */
    static String field(Schema.Field field) {
        String text = "{\"name\":\"" + field.name() + "\",\"type\":" + type(field.schema());
        if (field.hasDefaultValue()) {
            text += ",\"default\":" + AvroDefaults.text(field);
        }
        return cut(text + "}");
    }

    /** A type as it is written where it is known already. */
    static String type(Schema schema) {
        String logical = schema.getObjectProps().isEmpty() ? null : schema.getProp("logicalType");
        return cut(
                switch (schema.getType()) {
                    case RECORD -> "{\"type\":\"record\",\"name\":\"" + schema.getFullName() + "\"}";
                    case ENUM ->
                        "{\"type\":\"enum\",\"name\":\"" + schema.getFullName() + "\",\"symbols\":"
                                + quoted(schema.getEnumSymbols())
                                + (schema.getEnumDefault() == null
                                        ? ""
                                        : ",\"default\":\"" + schema.getEnumDefault() + "\"")
                                + "}";
                    case FIXED ->
                        "{\"type\":\"fixed\",\"name\":\"" + schema.getFullName() + "\",\"size\":"
                                + schema.getFixedSize() + logical(schema, logical) + "}";
                    case ARRAY -> "{\"type\":\"array\",\"items\":" + type(schema.getElementType()) + "}";
                    case MAP -> "{\"type\":\"map\",\"values\":" + type(schema.getValueType()) + "}";
                    case UNION ->
                        schema.getTypes().stream()
                                .limit(20)
                                .map(AvroFragments::type)
                                .collect(Collectors.joining(
                                        ",", "[", schema.getTypes().size() > 20 ? ",…]" : "]"));
                    default ->
                        logical == null
                                ? "\"" + schema.getName() + "\""
                                : "{\"type\":\"" + schema.getName() + "\"" + logical(schema, logical) + "}";
                });
    }

    private static String logical(Schema schema, @Nullable String logical) {
        if (logical == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(",\"logicalType\":\"" + logical + "\"");
        for (String name : List.of("precision", "scale")) {
            Object value = schema.getObjectProp(name);
            if (value != null) {
                text.append(",\"").append(name).append("\":").append(value);
            }
        }
        return text.toString();
    }

    private static String quoted(List<String> names) {
        return names.stream()
                .limit(20)
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(",", "[", names.size() > 20 ? ",…]" : "]"));
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
