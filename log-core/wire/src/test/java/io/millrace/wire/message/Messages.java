package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Messages with random values in every field of a version, made by Kafka's own schemas. */
final class Messages {
    private Messages() {}

    static ApiMessage random(ApiMessage empty, short version, long seed) {
        Schema schema = schema(empty, version);
        Struct struct = struct(schema, new Random(seed * 31 + version * 7 + empty.apiKey()));
        ByteBuffer bytes = ByteBuffer.allocate(schema.sizeOf(struct));
        schema.write(bytes, struct);
        empty.read(new ByteBufferAccessor(bytes.flip()), version);
        return empty;
    }

    static String text(ApiMessage message) {
        // Records print the capacity of the buffer that they lie in.
        return message.toString().replaceAll("cap=\\d+", "");
    }

    private static Schema schema(ApiMessage message, short version) {
        try {
            return ((Schema[]) message.getClass().getField("SCHEMAS").get(null))[version];
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(message.getClass() + " has no SCHEMAS", e);
        }
    }

    private static Struct struct(Schema schema, Random random) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.type, random));
        }
        return struct;
    }

    private static Object value(Type type, Random random) {
        if (type instanceof TaggedFields) {
            Map<Integer, Object> tags = new TreeMap<>();
            for (Map.Entry<Integer, Field> each : ((TaggedFields) type).fields().entrySet()) {
                if (random.nextBoolean()) {
                    tags.put(each.getKey(), value(each.getValue().type, random));
                }
            }
            return tags;
        }
        if (type.isNullable() && random.nextInt(4) == 0) {
            return null;
        }
        if (type.isArray()) {
            Type element = type.arrayElementType().orElseThrow();
            Object[] values = new Object[random.nextInt(4)];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(element, random);
            }
            return values;
        }
        if (type instanceof Schema) {
            return struct((Schema) type, random);
        }
        return scalar(type.toString(), random);
    }

    private static Object scalar(String type, Random random) {
        return switch (type) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) random.nextInt();
            case "INT16" -> (short) random.nextInt();
            case "UINT16" -> random.nextInt(65_536);
            case "INT32" -> random.nextInt();
            case "UINT32" -> random.nextInt() & 0xFFFF_FFFFL;
            case "INT64" -> random.nextLong();
            case "FLOAT64" -> random.nextDouble();
            case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
            case "STRING", "COMPACT_STRING", "NULLABLE_STRING", "COMPACT_NULLABLE_STRING" ->
                "s\u00e4" + Integer.toString(random.nextInt(), 36).repeat(random.nextInt(3));
            case "BYTES", "COMPACT_BYTES", "NULLABLE_BYTES", "COMPACT_NULLABLE_BYTES" -> bytes(random);
            case "RECORDS", "COMPACT_RECORDS", "NULLABLE_RECORDS", "COMPACT_NULLABLE_RECORDS" ->
                MemoryRecords.readableRecords(bytes(random));
            default -> throw new IllegalArgumentException("a value of type " + type);
        };
    }

    private static ByteBuffer bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
