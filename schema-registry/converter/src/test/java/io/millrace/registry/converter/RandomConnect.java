package io.millrace.registry.converter;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Schemas of Connect's and data that fit them, from a seed. */
final class RandomConnect {
    private final Random random;
    private int names;

    RandomConnect(long seed) {
        random = new Random(seed);
    }

    Schema struct(int depth) {
        SchemaBuilder builder = SchemaBuilder.struct();
        if (random.nextBoolean()) {
            builder.name("test.R" + names++);
        }
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            builder.field("f" + i, schema(depth - 1));
        }
        return finished(builder, false);
    }

    Schema schema(int depth) {
        SchemaBuilder builder;
        switch (random.nextInt(depth > 0 ? 16 : 12)) {
            case 0 -> builder = SchemaBuilder.int8();
            case 1 -> builder = SchemaBuilder.int16();
            case 2 -> builder = SchemaBuilder.int32();
            case 3 -> builder = SchemaBuilder.int64();
            case 4 -> builder = SchemaBuilder.float32();
            case 5 -> builder = SchemaBuilder.float64();
            case 6 -> builder = SchemaBuilder.bool();
            case 7 -> builder = SchemaBuilder.string();
            case 8 -> builder = Decimal.builder(random.nextInt(80));
            case 9 -> builder = Date.builder();
            case 10 -> builder = Time.builder();
            case 11 -> builder = Timestamp.builder();
            case 12 -> builder = SchemaBuilder.array(schema(depth - 1));
            case 13 -> builder = SchemaBuilder.map(Schema.STRING_SCHEMA, schema(depth - 1));
            case 14 -> builder = SchemaBuilder.map(Schema.INT64_SCHEMA, schema(depth - 1));
            default -> {
                Schema struct = struct(depth - 1);
                return random.nextBoolean() ? struct : optional(struct);
            }
        }
        return finished(builder, true);
    }

    private Schema finished(SchemaBuilder builder, boolean defaults) {
        if (random.nextInt(4) == 0) {
            builder.doc("says \"something\"").parameter("p", "v" + random.nextInt(9));
        }
        if (builder.version() == null && random.nextInt(4) == 0) {
            builder.version(1 + random.nextInt(5));
        }
        if (random.nextBoolean() && builder.type() != Schema.Type.STRUCT) {
            builder.optional();
        }
        boolean simple = builder.type().isPrimitive();
        if (defaults && simple && random.nextInt(3) == 0) {
            Object value = present(builder);
            builder.defaultValue(value);
        }
        return builder.build();
    }

    private static Schema optional(Schema struct) {
        SchemaBuilder builder = SchemaBuilder.struct().optional();
        if (struct.name() != null) {
            builder.name(struct.name());
        }
        struct.fields().forEach(field -> builder.field(field.name(), field.schema()));
        return builder.build();
    }

    Object value(Schema schema) {
        return schema.isOptional() && random.nextInt(3) == 0 ? null : present(schema);
    }

    private Object present(Schema schema) {
        if (schema.name() != null) {
            switch (schema.name()) {
                case Decimal.LOGICAL_NAME:
                    int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
                    return new BigDecimal(new BigInteger(random.nextInt(200), random), scale);
                case Date.LOGICAL_NAME:
                    return new java.util.Date(86_400_000L * (random.nextInt() >> 10));
                case Time.LOGICAL_NAME:
                    return new java.util.Date(random.nextInt(86_400_000));
                case Timestamp.LOGICAL_NAME:
                    return new java.util.Date(random.nextLong() >> 12);
                default:
                    break;
            }
        }
        return switch (schema.type()) {
            case INT8 -> (byte) random.nextInt();
            case INT16 -> (short) random.nextInt();
            case INT32 -> random.nextInt() >> random.nextInt(32);
            case INT64 -> random.nextLong() >> random.nextInt(64);
            case FLOAT32 -> random.nextFloat();
            case FLOAT64 -> random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(schema.valueSchema()));
                }
                yield items;
            }
            case MAP -> {
                Map<Object, Object> map = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(present(schema.keySchema()), value(schema.valueSchema()));
                }
                yield map;
            }
            case STRUCT -> {
                Struct struct = new Struct(schema);
                for (Field field : schema.fields()) {
                    Object value = value(field.schema());
                    // A null is replaced by the default when it is read from a struct, so there is none to compare.
                    struct.put(field, value == null ? field.schema().defaultValue() : value);
                }
                yield struct;
            }
        };
    }

    private String text() {
        return random.nextInt(4) == 0 ? "grüße → " + random.nextInt() : Integer.toString(random.nextInt(), 36);
    }
}
