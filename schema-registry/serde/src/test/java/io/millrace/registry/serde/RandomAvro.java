package io.millrace.registry.serde;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

/** Schemas and data that fit them, from a seed. */
final class RandomAvro {
    private final Random random;
    private int names;

    RandomAvro(long seed) {
        random = new Random(seed);
    }

    Schema record(int depth) {
        List<Schema.Field> fields = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            fields.add(new Schema.Field("f" + i, schema(depth - 1)));
        }
        return Schema.createRecord("R" + names++, null, "test", false, fields);
    }

    private Schema schema(int depth) {
        switch (random.nextInt(depth > 0 ? 14 : 8)) {
            case 0:
                return Schema.create(Schema.Type.BOOLEAN);
            case 1:
                return Schema.create(Schema.Type.INT);
            case 2:
                return Schema.create(Schema.Type.LONG);
            case 3:
                return Schema.create(Schema.Type.FLOAT);
            case 4:
                return Schema.create(Schema.Type.DOUBLE);
            case 5:
                return Schema.create(Schema.Type.STRING);
            case 6:
                return Schema.create(Schema.Type.BYTES);
            case 7:
                return Schema.createFixed("F" + names++, null, "test", random.nextInt(9));
            case 8:
                return Schema.createEnum("E" + names++, null, "test", List.of("A", "B", "C"));
            case 9:
                return Schema.createArray(schema(depth - 1));
            case 10:
                return Schema.createMap(schema(depth - 1));
            case 11:
                return Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
            case 12:
                return Schema.createUnion(Schema.create(Schema.Type.LONG), record(depth - 1));
            default:
                return record(depth - 1);
        }
    }

    Object datum(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextGaussian();
            case STRING -> new Utf8(text());
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(20)));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(random.nextInt(3)));
            case ARRAY -> {
                GenericData.Array<Object> items = new GenericData.Array<>(4, schema);
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(datum(schema.getElementType()));
                }
                yield items;
            }
            case MAP -> {
                Map<Utf8, Object> entries = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    entries.put(new Utf8(text()), datum(schema.getValueType()));
                }
                yield entries;
            }
            case UNION -> datum(schema.getTypes().get(random.nextInt(2)));
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), datum(field.schema()));
                }
                yield record;
            }
        };
    }

    private String text() {
        return random.nextInt(4) == 0
                ? "straße → \uD83D\uDE80" + random.nextInt()
                : Integer.toString(random.nextInt(), 36);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
