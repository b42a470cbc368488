package io.millrace.platform.pages.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Avro's binary form as JSON for people: unions without their type's name, dates and decimals as such. */
final class AvroText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 64;

    private AvroText() {}

    /** The bytes are not what the schema says. */
    static final class NotOfSchema extends Exception {
        private static final long serialVersionUID = 1;

        NotOfSchema(String message) {
            super(message);
        }
    }

    static String of(Schema schema, byte[] bytes, int from) throws NotOfSchema {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
            Object datum = new GenericDatumReader<>(schema).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new NotOfSchema("bytes are left over");
            }
            return json(schema, datum, 0).toString();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            String why = e.getMessage();
            throw new NotOfSchema(why == null ? "the bytes end too early" : why);
        }
    }

    private static JsonNode json(Schema schema, @Nullable Object datum, int depth) throws NotOfSchema {
        if (depth > MAX_DEPTH) {
            throw new NotOfSchema("it is nested deeper than " + MAX_DEPTH);
        }
        if (datum == null) {
            return JSON.nullNode();
        }
        return switch (schema.getType()) {
            case UNION -> json(branch(schema, datum), datum, depth + 1);
            case RECORD -> {
                ObjectNode node = JSON.objectNode();
                for (Schema.Field field : schema.getFields()) {
                    Object value = ((IndexedRecord) datum).get(field.pos());
                    node.set(field.name(), json(field.schema(), value, depth + 1));
                }
                yield node;
            }
            case ARRAY -> {
                ArrayNode node = JSON.arrayNode();
                for (Object element : (Collection<?>) datum) {
                    node.add(json(schema.getElementType(), element, depth + 1));
                }
                yield node;
            }
            case MAP -> {
                ObjectNode node = JSON.objectNode();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) datum).entrySet()) {
                    node.set(String.valueOf(entry.getKey()), json(schema.getValueType(), entry.getValue(), depth + 1));
                }
                yield node;
            }
            case BYTES, FIXED -> bytes(schema.getLogicalType(), datum);
            case INT, LONG -> number(schema.getLogicalType(), ((Number) datum).longValue());
            case FLOAT -> JSON.numberNode((Float) datum);
            case DOUBLE -> JSON.numberNode((Double) datum);
            case BOOLEAN -> JSON.booleanNode((Boolean) datum);
            default -> JSON.textNode(datum.toString());
        };
    }

    private static Schema branch(Schema union, Object datum) {
        return union.getTypes().get(org.apache.avro.generic.GenericData.get().resolveUnion(union, datum));
    }

    private static JsonNode bytes(@Nullable LogicalType type, Object datum) {
        byte[] bytes;
        if (datum instanceof GenericFixed fixed) {
            bytes = fixed.bytes();
        } else {
            ByteBuffer buffer = ((ByteBuffer) datum).duplicate();
            bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
        }
        if (type instanceof LogicalTypes.Decimal decimal && bytes.length > 0) {
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
