package io.millrace.platform.pages.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Avro's binary form as JSON for people: unions without their type's name, dates and decimals as such. */
final class AvroText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 64;
    /** A larger scale is written in more zeros than anybody reads. */
    private static final int MAX_SCALE = 200;

    private AvroText() {}

    /** The bytes are not what the schema says. */
    static final class NotOfSchema extends Exception {
        private static final long serialVersionUID = 1;

        NotOfSchema(String message) {
            super(message);
        }
    }

    static String of(Schema schema, byte[] bytes, int from) throws NotOfSchema {
        AvroBytes in = new AvroBytes(bytes, from);
        JsonNode node = json(schema, in, 0);
        if (!in.atEnd()) {
            throw new NotOfSchema("bytes are left over");
        }
        return node.toString();
    }

    private static JsonNode json(Schema schema, AvroBytes in, int depth) throws NotOfSchema {
        if (depth > MAX_DEPTH) {
            throw new NotOfSchema("it is nested deeper than " + MAX_DEPTH);
        }
        in.value();
        return switch (schema.getType()) {
            case NULL -> JSON.nullNode();
            case BOOLEAN -> JSON.booleanNode(in.truth());
            case INT, LONG -> number(schema.getLogicalType(), in.number());
            case FLOAT -> JSON.numberNode(in.real());
            case DOUBLE -> JSON.numberNode(in.longReal());
            case STRING -> JSON.textNode(in.text());
            case ENUM ->
                JSON.textNode(schema.getEnumSymbols()
                        .get(choice(in, schema.getEnumSymbols().size())));
            case BYTES -> bytes(schema.getLogicalType(), in.fixed(in.number()));
            case FIXED -> bytes(schema.getLogicalType(), in.fixed(schema.getFixedSize()));
            case UNION ->
                json(schema.getTypes().get(choice(in, schema.getTypes().size())), in, depth + 1);
            case RECORD -> record(schema, in, depth);
            case ARRAY -> array(schema, in, depth);
            case MAP -> map(schema, in, depth);
        };
    }

    private static ObjectNode record(Schema schema, AvroBytes in, int depth) throws NotOfSchema {
        ObjectNode node = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
            node.set(field.name(), json(field.schema(), in, depth + 1));
        }
        return node;
    }

    private static ArrayNode array(Schema schema, AvroBytes in, int depth) throws NotOfSchema {
        ArrayNode node = JSON.arrayNode();
        for (long left = in.block(); left > 0; left = in.block()) {
            for (; left > 0; left--) {
                node.add(json(schema.getElementType(), in, depth + 1));
            }
        }
        return node;
    }

    private static ObjectNode map(Schema schema, AvroBytes in, int depth) throws NotOfSchema {
        ObjectNode node = JSON.objectNode();
        for (long left = in.block(); left > 0; left = in.block()) {
            for (; left > 0; left--) {
                String key = in.text();
                node.set(key, json(schema.getValueType(), in, depth + 1));
            }
        }
        return node;
    }

    private static int choice(AvroBytes in, int of) throws NotOfSchema {
        long choice = in.number();
        if (choice < 0 || choice >= of) {
            throw new NotOfSchema("there is no choice " + choice);
        }
        return (int) choice;
    }

    private static JsonNode bytes(@Nullable LogicalType type, byte[] bytes) {
        if (type instanceof LogicalTypes.Decimal decimal && bytes.length > 0 && decimal.getScale() <= MAX_SCALE) {
            return JSON.textNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
        }
        return JSON.textNode("0x" + HexFormat.of().formatHex(bytes));
    }

    private static JsonNode number(@Nullable LogicalType type, long value) {
        try {
            if (type instanceof LogicalTypes.Date) {
                return JSON.textNode(LocalDate.ofEpochDay(value).toString());
            }
            if (type instanceof LogicalTypes.TimestampMillis) {
                return JSON.textNode(Instant.ofEpochMilli(value).toString());
            }
            if (type instanceof LogicalTypes.TimestampMicros) {
                long seconds = Math.floorDiv(value, 1_000_000L);
                return JSON.textNode(Instant.ofEpochSecond(seconds, Math.floorMod(value, 1_000_000L) * 1000)
                        .toString());
            }
        } catch (DateTimeException beyondTheCalendar) {
            return JSON.numberNode(value);
        }
        return JSON.numberNode(value);
    }
}
