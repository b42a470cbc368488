package io.millrace.registry.converter;

import static io.millrace.registry.converter.AvroNames.DECIMAL_PRECISION;
import static io.millrace.registry.converter.AvroNames.DECIMAL_PRECISION_DEFAULT;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.avro.Schema.Type;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Turns one schema of Avro's into Connect's. */
final class AvroToConnect {
    private final ConverterConfig config;
    private final Deque<org.apache.avro.Schema> open = new ArrayDeque<>();

    private AvroToConnect(ConverterConfig config) {
        this.config = config;
    }

    /** Connect's schema for one of Avro's. */
    static Schema schema(org.apache.avro.Schema schema, ConverterConfig config) {
        return new AvroToConnect(config).of(schema, false, null);
    }

    /** Where a union is only another type and null: that type's place, else -1. */
    static int onlyType(org.apache.avro.Schema union) {
        if (union.getTypes().size() != 2) {
            return -1;
        }
        boolean firstNull = union.getTypes().get(0).getType() == Type.NULL;
        boolean secondNull = union.getTypes().get(1).getType() == Type.NULL;
        return firstNull ? 1 : secondNull ? 0 : -1;
    }

    /** The field that holds a union's member in Connect. */
    static String memberName(org.apache.avro.Schema member, boolean enhanced) {
        if (member.getType() != Type.RECORD && member.getType() != Type.ENUM) {
            return member.getType().getName();
        }
        return enhanced ? member.getFullName() : member.getName();
    }

    private Schema of(org.apache.avro.Schema schema, boolean optional, @Nullable Object fieldDefault) {
        if (schema.getType() == Type.UNION) {
            int only = onlyType(schema);
            return only < 0 ? union(schema) : of(schema.getTypes().get(only), true, null);
        }
        for (org.apache.avro.Schema outer : open) {
            if (outer == schema) {
                throw new DataException("the record " + schema.getFullName() + " holds itself, which this converter"
                        + " does not turn into a schema of Connect's");
            }
        }
        open.push(schema);
        SchemaBuilder builder = bare(schema);
        open.pop();
        addMetaData(schema, builder);
        Object otherwise = schema.getObjectProp(AvroNames.CONNECT_DEFAULT);
        if (fieldDefault != null) {
            if (otherwise == null) {
                builder.parameter(AvroNames.FIELD_DEFAULT, "true");
            }
            otherwise = fieldDefault;
        }
        if (optional) {
            builder.optional();
        }
        Schema built = builder.build();
        return otherwise == null ? built : withDefault(built, Defaults.fromJson(built, otherwise));
    }

    private SchemaBuilder bare(org.apache.avro.Schema schema) {
        String logical = schema.getProp("logicalType");
        return switch (schema.getType()) {
            case BOOLEAN -> SchemaBuilder.bool();
            case INT -> integer(schema, logical);
            case LONG -> "timestamp-millis".equalsIgnoreCase(logical) ? Timestamp.builder() : SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case STRING -> SchemaBuilder.string();
            case BYTES, FIXED -> bytes(schema, logical);
            case ENUM -> enumeration(schema);
            case ARRAY -> array(schema);
            case MAP -> SchemaBuilder.map(Schema.STRING_SCHEMA, of(schema.getValueType(), false, null));
            case RECORD -> struct(schema);
            case NULL -> throw new DataException("a value that is always null has no schema of Connect's");
            case UNION -> throw new IllegalStateException("unions are taken apart before");
        };
    }

    private static SchemaBuilder integer(org.apache.avro.Schema schema, @Nullable String logical) {
        if ("date".equalsIgnoreCase(logical)) {
            return Date.builder();
        } else if ("time-millis".equalsIgnoreCase(logical)) {
            return Time.builder();
        }
        String type = schema.getProp(AvroNames.CONNECT_TYPE);
        if ("int8".equals(type)) {
            return SchemaBuilder.int8();
        }
        return "int16".equals(type) ? SchemaBuilder.int16() : SchemaBuilder.int32();
    }

    private SchemaBuilder bytes(org.apache.avro.Schema schema, @Nullable String logical) {
        if ("decimal".equalsIgnoreCase(logical)) {
            // Avro lets the scale go unsaid when it is 0.
            SchemaBuilder decimal =
                    Decimal.builder(schema.getObjectProp("scale") instanceof Number n ? n.intValue() : 0);
            if (schema.getObjectProp("precision") instanceof Number n && n.intValue() != DECIMAL_PRECISION_DEFAULT) {
                decimal.parameter(DECIMAL_PRECISION, n.toString());
            }
            return decimal;
        }
        SchemaBuilder bytes = SchemaBuilder.bytes();
        if (schema.getType() == Type.FIXED && config.metaData()) {
            bytes.parameter(AvroNames.FIXED_SIZE, Integer.toString(schema.getFixedSize()));
        }
        return bytes;
    }

    private SchemaBuilder enumeration(org.apache.avro.Schema schema) {
        SchemaBuilder builder = SchemaBuilder.string();
        if (config.metaData() && schema.getDoc() != null) {
            builder.parameter(AvroNames.ENUM_DOC + schema.getName(), schema.getDoc());
        }
        if (config.metaData() && schema.getEnumDefault() != null) {
            builder.parameter(AvroNames.ENUM_DEFAULT + schema.getName(), schema.getEnumDefault());
        }
        builder.parameter(AvroNames.ENUM, schema.getFullName());
        for (String symbol : schema.getEnumSymbols()) {
            builder.parameter(AvroNames.ENUM + "." + symbol, symbol);
        }
        return builder;
    }

    private SchemaBuilder array(org.apache.avro.Schema schema) {
        org.apache.avro.Schema element = schema.getElementType();
        if (!AvroNames.isMapEntry(element)) {
            return SchemaBuilder.array(of(element, false, null));
        }
        org.apache.avro.Schema.Field key = element.getField(AvroNames.KEY);
        org.apache.avro.Schema.Field value = element.getField(AvroNames.VALUE);
        if (element.getFields().size() != 2 || key == null || value == null) {
            throw new DataException("a map's entry " + element.getFullName() + " must have a key and a value only");
        }
        return SchemaBuilder.map(of(key.schema(), false, null), of(value.schema(), false, null));
    }

    private SchemaBuilder struct(org.apache.avro.Schema schema) {
        SchemaBuilder builder = SchemaBuilder.struct();
        if (config.metaData() && schema.getDoc() != null) {
            builder.parameter(AvroNames.RECORD_DOC, schema.getDoc());
        }
        for (org.apache.avro.Schema.Field field : schema.getFields()) {
            if (config.metaData() && field.doc() != null) {
                builder.parameter(AvroNames.FIELD_DOC + field.name(), field.doc());
            }
            builder.field(field.name(), of(field.schema(), false, field.defaultVal()));
        }
        return builder;
    }

    private Schema union(org.apache.avro.Schema schema) {
        SchemaBuilder builder = SchemaBuilder.struct().name(AvroNames.UNION);
        for (org.apache.avro.Schema member : schema.getTypes()) {
            if (member.getType() == Type.NULL) {
                builder.optional();
            } else {
                builder.field(memberName(member, config.enhanced()), of(member, true, null));
            }
        }
        return builder.build();
    }

    private void addMetaData(org.apache.avro.Schema schema, SchemaBuilder builder) {
        String doc = schema.getProp(AvroNames.CONNECT_DOC);
        if (config.metaData() && doc != null) {
            builder.doc(doc);
        }
        if (schema.getObjectProp(AvroNames.CONNECT_VERSION) instanceof Number version && builder.version() == null) {
            builder.version(version.intValue());
        }
        addParameters(schema, builder);
        String name = schema.getProp(AvroNames.CONNECT_NAME);
        boolean named =
                schema.getType() == Type.RECORD || schema.getType() == Type.ENUM || schema.getType() == Type.FIXED;
        if (name == null && named && !AvroNames.isDefault(schema.getFullName())) {
            name = schema.getFullName();
        }
        if (name != null && builder.name() == null) {
            builder.name(name);
        }
    }

    private void addParameters(org.apache.avro.Schema schema, SchemaBuilder builder) {
        Map<String, String> known = builder.parameters() == null ? Map.of() : Map.copyOf(builder.parameters());
        if (config.metaData() && schema.getObjectProp(AvroNames.CONNECT_PARAMETERS) instanceof Map<?, ?> parameters) {
            parameters.forEach((name, value) -> {
                if (!known.containsKey(String.valueOf(name))) {
                    builder.parameter(String.valueOf(name), String.valueOf(value));
                }
            });
        }
        schema.getObjectProps().forEach((name, value) -> {
            if (name.startsWith(AvroNames.AVRO)
                    && (builder.parameters() == null || !builder.parameters().containsKey(name))) {
                builder.parameter(name, value.toString());
            }
        });
    }

    private static Schema withDefault(Schema schema, @Nullable Object value) {
        boolean struct = schema.type() == Schema.Type.STRUCT;
        boolean map = schema.type() == Schema.Type.MAP;
        return new ConnectSchema(
                schema.type(),
                schema.isOptional(),
                value,
                schema.name(),
                schema.version(),
                schema.doc(),
                schema.parameters(),
                struct ? schema.fields() : null,
                map ? schema.keySchema() : null,
                map || schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null);
    }
}
