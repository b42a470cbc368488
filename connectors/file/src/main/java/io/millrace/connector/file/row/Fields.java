package io.millrace.connector.file.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** The fields of a record as declared, and the schema that they make. *Immutable.* */
public final class Fields {

    private static final int MAX_FIELDS = 1_000;

    private final Schema schema;
    private final Field[] fields;
    private final FieldType[] types;
    private final Map<String, Integer> byName = new HashMap<>();

    private Fields(List<Declared> declared, @Nullable String schemaName) {
        SchemaBuilder builder = SchemaBuilder.struct();
        if (schemaName != null) {
            builder.name(schemaName);
        }
        for (Declared field : declared) {
            builder.field(field.name, field.type.schema(field.isOptional));
        }
        schema = builder.build();
        fields = schema.fields().toArray(Field[]::new);
        types = declared.stream().map(Declared::type).toArray(FieldType[]::new);
        for (int i = 0; i < fields.length; i++) {
            byName.put(fields[i].name(), i);
        }
    }

    /** Reads {@code name:type} pairs with commas between, {@code ?} behind an optional one. */
    public static Fields parse(String declaration, @Nullable String schemaName) {
        List<Declared> declared = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String part : declaration.split(",", -1)) {
            Declared field = Declared.parse(part.strip());
            if (seen.put(field.name, declared.size()) != null) {
                throw new IllegalArgumentException("the field " + field.name + " is declared twice");
            }
            declared.add(field);
        }
        if (declared.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("more than " + MAX_FIELDS + " fields");
        }
        return new Fields(declared, schemaName);
    }

    /** One required string for each name. */
    static Fields strings(List<String> names, @Nullable String schemaName) {
        return new Fields(
                names.stream()
                        .map(name -> new Declared(name, FieldType.STRING, false))
                        .toList(),
                schemaName);
    }

    Schema schema() {
        return schema;
    }

    int count() {
        return fields.length;
    }

    Field field(int index) {
        return fields[index];
    }

    String name(int index) {
        return fields[index].name();
    }

    FieldType type(int index) {
        return types[index];
    }

    boolean isOptional(int index) {
        return fields[index].schema().isOptional();
    }

    /** The index of a name, or -1. Fields mostly come in the order declared, so that one is tried first. */
    int indexOf(String name, int likely) {
        if (likely < fields.length && fields[likely].name().equals(name)) {
            return likely;
        }
        Integer index = byName.get(name);
        return index == null ? -1 : index;
    }

    private record Declared(String name, FieldType type, boolean isOptional) {

        static Declared parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("'" + text + "' is not NAME:TYPE");
            }
            String name = text.substring(0, colon).strip();
            String typeName = text.substring(colon + 1).strip();
            boolean isOptional = typeName.endsWith("?");
            FieldType type = FieldType.named(isOptional ? typeName.substring(0, typeName.length() - 1) : typeName);
            if (type == null) {
                throw new IllegalArgumentException(
                        "the type of " + name + " is '" + typeName + "'; it may be " + FieldType.NAMES);
            }
            return new Declared(name, type, isOptional);
        }
    }
}
