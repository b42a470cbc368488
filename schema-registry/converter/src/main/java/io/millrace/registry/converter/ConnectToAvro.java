package io.millrace.registry.converter;

import static io.millrace.registry.converter.AvroNames.DECIMAL_PRECISION;
import static io.millrace.registry.converter.AvroNames.DECIMAL_PRECISION_DEFAULT;
import static io.millrace.registry.converter.AvroNames.DEFAULT_NAME;
import static io.millrace.registry.converter.AvroNames.KEY;
import static io.millrace.registry.converter.AvroNames.MAP_ENTRY;
import static io.millrace.registry.converter.AvroNames.NAMESPACE;
import static io.millrace.registry.converter.AvroNames.VALUE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema.Type;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Turns one schema of Connect's into Avro's, with the properties by which Confluent's converter knows it again. */
final class ConnectToAvro {
    private final ConverterConfig config;
    // A type that is used in several places is declared once.
    private final Map<Schema, org.apache.avro.Schema> declared = new HashMap<>();
    private final Map<String, Integer> nameless = new HashMap<>();

    private ConnectToAvro(ConverterConfig config) {
        this.config = config;
    }

    /** Avro's schema for one of Connect's. */
    static org.apache.avro.Schema schema(Schema schema, ConverterConfig config) {
        try {
            return new ConnectToAvro(config).of(schema);
        } catch (org.apache.avro.SchemaParseException e) {
            throw new DataException(
                    "Avro does not allow a name of this schema; scrub.invalid.names=true replaces what it does not"
                            + " allow: " + e.getMessage(),
                    e);
        }
    }

    /** The same schema without its being optional. */
    static Schema required(Schema schema) {
        if (!schema.isOptional()) {
            return schema;
        }
        boolean struct = schema.type() == Schema.Type.STRUCT;
        boolean map = schema.type() == Schema.Type.MAP;
        return new ConnectSchema(
                schema.type(),
                false,
                schema.defaultValue(),
                schema.name(),
                schema.version(),
                schema.doc(),
                schema.parameters(),
                struct ? schema.fields() : null,
                map ? schema.keySchema() : null,
                map || schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null);
    }

    private org.apache.avro.Schema of(Schema schema) {
        if (AvroNames.isUnion(schema)) {
            return union(schema);
        }
        org.apache.avro.Schema base = base(required(schema));
        if (!schema.isOptional()) {
            return base;
        }
        // A default must fit the first of a union's types.
        org.apache.avro.Schema none = org.apache.avro.Schema.create(Type.NULL);
        return schema.defaultValue() == null
                ? org.apache.avro.Schema.createUnion(none, base)
                : org.apache.avro.Schema.createUnion(base, none);
    }

    private org.apache.avro.Schema union(Schema schema) {
        List<org.apache.avro.Schema> members = new ArrayList<>();
        if (schema.isOptional()) {
            members.add(org.apache.avro.Schema.create(Type.NULL));
        }
        for (Field member : schema.fields()) {
            members.add(of(required(member.schema())));
        }
        return org.apache.avro.Schema.createUnion(members);
    }

    private org.apache.avro.Schema base(Schema schema) {
        org.apache.avro.Schema known = declared.get(schema);
        if (known != null) {
            return known;
        }
        org.apache.avro.Schema base = bare(schema);
        if (config.metaData()) {
            addMetaData(schema, base);
        }
        addLogicalType(schema, base);
        if (schema.parameters() != null) {
            schema.parameters().forEach((name, value) -> {
                if (name.startsWith(AvroNames.AVRO)) {
                    base.addProp(name, value);
                }
            });
        }
        declared.put(schema, base);
        return base;
    }

    private org.apache.avro.Schema bare(Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> org.apache.avro.Schema.create(Type.INT);
            case INT64 -> org.apache.avro.Schema.create(Type.LONG);
            case FLOAT32 -> org.apache.avro.Schema.create(Type.FLOAT);
            case FLOAT64 -> org.apache.avro.Schema.create(Type.DOUBLE);
            case BOOLEAN -> org.apache.avro.Schema.create(Type.BOOLEAN);
            case STRING -> string(schema);
            case BYTES -> bytes(schema);
            case ARRAY -> org.apache.avro.Schema.createArray(of(schema.valueSchema()));
            case MAP -> map(schema);
            case STRUCT -> record(schema);
        };
    }

    private org.apache.avro.Schema string(Schema schema) {
        String name = parameter(schema, AvroNames.ENUM);
        if (!config.enhanced() || name == null) {
            return org.apache.avro.Schema.create(Type.STRING);
        }
        List<String> symbols = new ArrayList<>();
        schema.parameters().forEach((key, symbol) -> {
            if (key.startsWith(AvroNames.ENUM + ".")) {
                symbols.add(symbol);
            }
        });
        String simple = AvroNames.simple(name);
        String doc = parameter(schema, AvroNames.ENUM_DOC + simple);
        String otherwise = parameter(schema, AvroNames.ENUM_DEFAULT + simple);
        return org.apache.avro.Schema.createEnum(simple, doc, AvroNames.namespace(name), symbols, otherwise);
    }

    private org.apache.avro.Schema bytes(Schema schema) {
        String size = parameter(schema, AvroNames.FIXED_SIZE);
        if (size != null && schema.name() != null && !Decimal.LOGICAL_NAME.equals(schema.name())) {
            String full = name(schema.name());
            return org.apache.avro.Schema.createFixed(
                    AvroNames.simple(full), null, AvroNames.namespace(full), Integer.parseInt(size));
        }
        org.apache.avro.Schema bytes = org.apache.avro.Schema.create(Type.BYTES);
        if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            bytes.addProp("scale", scale(schema));
            bytes.addProp("precision", precision(schema));
        }
        return bytes;
    }

    private org.apache.avro.Schema map(Schema schema) {
        if (AvroNames.hasStringKeys(schema)) {
            return org.apache.avro.Schema.createMap(of(schema.valueSchema()));
        }
        String given = schema.name();
        String full = given == null ? NAMESPACE + "." + numbered(MAP_ENTRY) : name(given);
        org.apache.avro.Schema entry =
                org.apache.avro.Schema.createRecord(AvroNames.simple(full), null, AvroNames.namespace(full), false);
        if (!full.equals(NAMESPACE + "." + MAP_ENTRY)) {
            entry.addProp(AvroNames.CONNECT_INTERNAL_TYPE, MAP_ENTRY);
        }
        entry.setFields(List.of(field(KEY, schema.keySchema(), null), field(VALUE, schema.valueSchema(), null)));
        return org.apache.avro.Schema.createArray(entry);
    }

    private org.apache.avro.Schema record(Schema schema) {
        String full = schema.name() == null ? NAMESPACE + "." + numbered(DEFAULT_NAME) : name(schema.name());
        org.apache.avro.Schema record = org.apache.avro.Schema.createRecord(
                AvroNames.simple(full), parameter(schema, AvroNames.RECORD_DOC), AvroNames.namespace(full), false);
        List<org.apache.avro.Schema.Field> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            String doc = parameter(schema, AvroNames.FIELD_DOC + field.name());
            String name = config.scrubNames() ? AvroNames.scrubbed(field.name()) : field.name();
            fields.add(field(name, field.schema(), doc));
        }
        record.setFields(fields);
        return record;
    }

    private org.apache.avro.Schema.Field field(String name, Schema schema, @Nullable String doc) {
        org.apache.avro.Schema type = of(schema);
        Object otherwise = null;
        if (schema.defaultValue() != null) {
            otherwise = Defaults.toJson(schema, schema.defaultValue());
        } else if (schema.isOptional()) {
            otherwise = JsonProperties.NULL_VALUE;
        }
        try {
            return new org.apache.avro.Schema.Field(name, type, doc, otherwise);
        } catch (AvroTypeException e) {
            // Avro cannot say every default of Connect's; connect.default still holds it.
            return new org.apache.avro.Schema.Field(name, type, doc);
        }
    }

    private void addMetaData(Schema schema, org.apache.avro.Schema base) {
        if (schema.doc() != null) {
            base.addProp(AvroNames.CONNECT_DOC, schema.doc());
        }
        if (schema.version() != null) {
            base.addProp(AvroNames.CONNECT_VERSION, schema.version());
        }
        if (schema.parameters() != null) {
            Map<String, String> parameters = new LinkedHashMap<>(schema.parameters());
            parameters.remove(AvroNames.FIELD_DEFAULT);
            if (!parameters.isEmpty()) {
                base.addProp(AvroNames.CONNECT_PARAMETERS, parameters);
            }
        }
        if (schema.defaultValue() != null && parameter(schema, AvroNames.FIELD_DEFAULT) == null) {
            base.addProp(AvroNames.CONNECT_DEFAULT, Defaults.toJson(schema, schema.defaultValue()));
        }
        if (schema.name() != null) {
            base.addProp(AvroNames.CONNECT_NAME, schema.name());
        }
        if (schema.type() == Schema.Type.INT8) {
            base.addProp(AvroNames.CONNECT_TYPE, "int8");
        } else if (schema.type() == Schema.Type.INT16) {
            base.addProp(AvroNames.CONNECT_TYPE, "int16");
        }
    }

    private static void addLogicalType(Schema schema, org.apache.avro.Schema base) {
        if (schema.name() == null) {
            return;
        }
        switch (schema.name()) {
            case Decimal.LOGICAL_NAME -> addDecimal(schema, base);
            case Date.LOGICAL_NAME -> LogicalTypes.date().addToSchema(base);
            case Time.LOGICAL_NAME -> LogicalTypes.timeMillis().addToSchema(base);
            case Timestamp.LOGICAL_NAME -> LogicalTypes.timestampMillis().addToSchema(base);
            default -> {}
        }
    }

    // Avro's own decimal allows no scale below 0 or above the precision; then only the property says it.
    private static void addDecimal(Schema schema, org.apache.avro.Schema base) {
        int scale = scale(schema);
        int precision = precision(schema);
        if (scale < 0 || scale > precision) {
            base.addProp("logicalType", "decimal");
        } else {
            LogicalTypes.decimal(precision, scale).addToSchema(base);
        }
    }

    private static int scale(Schema schema) {
        String scale = parameter(schema, Decimal.SCALE_FIELD);
        if (scale == null) {
            throw new DataException("a decimal without the parameter " + Decimal.SCALE_FIELD);
        }
        return Integer.parseInt(scale);
    }

    private static int precision(Schema schema) {
        String precision = parameter(schema, DECIMAL_PRECISION);
        return precision == null ? DECIMAL_PRECISION_DEFAULT : Integer.parseInt(precision);
    }

    private String name(String given) {
        return config.scrubNames() ? AvroNames.scrubbedPath(given) : given;
    }

    private String numbered(String name) {
        int count = nameless.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + count;
    }

    private static @Nullable String parameter(Schema schema, String name) {
        return schema.parameters() == null ? null : schema.parameters().get(name);
    }
}
