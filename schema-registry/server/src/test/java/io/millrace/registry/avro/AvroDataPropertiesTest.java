package io.millrace.registry.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Verdicts beside what really happens to data: written with the one schema, read with the other. */
class AvroDataPropertiesTest {
    private static final int DATA = 40;
    private static final int SPARE = 1_000;
    /** Forbidden although Avro's readers for Java read it: others go by the name. */
    private static final Set<String> REGARDLESS = Set.of("NAME_MISMATCH");

    @Property(tries = 2000)
    void aVerdictIsWhatHappensToTheData(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Schema old = new Schemas(random).record("R", 3);
        Schema now = new Mutation(random).of(old);

        List<Incompatibility> found = AvroCompatibility.check(now, old, Direction.NEW_READS_OLD);

        int unread = 0;
        for (int i = 0; i < DATA; i++) {
            Object datum = datum(old, random, i);
            if (!isRead(datum, old, now)) {
                unread++;
            }
        }
        if (found.isEmpty()) {
            assertThat(unread).as("seed " + seed + ": " + old + " as " + now).isZero();
        } else if (!found.stream().allMatch(each -> REGARDLESS.contains(each.errorType()))) {
            assertThat(unread)
                    .as("seed " + seed + ": " + old + " as " + now + " for " + found)
                    .isPositive();
        }
    }

    private static boolean isRead(Object datum, Schema old, Schema now) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(old).write(datum, encoder);
        encoder.flush();
        // Avro 1.12.2 counts the least bytes of a list by the reader's type, which may be larger than what was written.
        bytes.write(new byte[SPARE]);
        try {
            new GenericDatumReader<>(old, now)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
            return true;
        } catch (RuntimeException | IOException e) {
            return false;
        }
    }

    /** Each branch and symbol in turn, and lists that hold something. */
    private static Object datum(Schema schema, Random random, int turn) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), datum(field.schema(), random, turn / (1 + field.pos())));
                }
                yield record;
            }
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(turn % schema.getEnumSymbols().size()));
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    list.add(datum(schema.getElementType(), random, turn + i));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new HashMap<>();
                for (int i = 0; i < 2; i++) {
                    map.put("k" + i, datum(schema.getValueType(), random, turn + i));
                }
                yield map;
            }
            case UNION -> datum(schema.getTypes().get(turn % schema.getTypes().size()), random, turn);
            case FIXED -> new GenericData.Fixed(schema, new byte[schema.getFixedSize()]);
            case STRING -> "s" + random.nextInt();
            case BYTES -> ByteBuffer.wrap(new byte[] {65, 66});
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
        };
    }

    /** Schemas of every type, whose names are their own. */
    static final class Schemas {
        private static final List<Schema.Type> PRIMITIVES = List.of(
                Schema.Type.INT,
                Schema.Type.LONG,
                Schema.Type.FLOAT,
                Schema.Type.DOUBLE,
                Schema.Type.STRING,
                Schema.Type.BYTES,
                Schema.Type.BOOLEAN);

        private final Random random;
        private int names;

        Schemas(Random random) {
            this.random = random;
        }

        Schema record(String name, int depth) {
            var fields = SchemaBuilder.record(name).fields();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                fields = fields.name("f" + i).type(any(depth - 1)).noDefault();
            }
            return fields.endRecord();
        }

        Schema any(int depth) {
            int kind = depth <= 0 ? random.nextInt(3) : random.nextInt(8);
            return switch (kind) {
                case 3 -> Schema.createArray(any(depth - 1));
                case 4 -> Schema.createMap(any(depth - 1));
                case 5 -> {
                    Schema branch = any(0);
                    yield Schema.createUnion(
                            Schema.create(Schema.Type.NULL),
                            branch,
                            branch.getType() == Schema.Type.STRING
                                    ? Schema.create(Schema.Type.LONG)
                                    : Schema.create(Schema.Type.STRING));
                }
                case 6 -> record("R" + ++names, depth - 1);
                case 1 -> {
                    List<String> symbols = List.of("A", "B", "C").subList(0, 1 + random.nextInt(3));
                    yield Schema.createEnum("E" + ++names, null, null, symbols, random.nextBoolean() ? "A" : null);
                }
                case 2 -> Schema.createFixed("F" + ++names, null, null, 1 + random.nextInt(3));
                default -> Schema.create(PRIMITIVES.get(random.nextInt(PRIMITIVES.size())));
            };
        }
    }

    /** A schema with a few things changed, as people change them. */
    static final class Mutation {
        private final Random random;
        private final Schemas fresh;

        Mutation(Random random) {
            this.random = random;
            this.fresh = new Schemas(random);
            fresh.names = 1_000;
        }

        Schema of(Schema schema) {
            if (random.nextInt(12) == 0 && schema.getType() != Schema.Type.RECORD) {
                return fresh.any(1);
            }
            return switch (schema.getType()) {
                case RECORD -> record(schema);
                case ARRAY -> Schema.createArray(of(schema.getElementType()));
                case MAP -> Schema.createMap(of(schema.getValueType()));
                case ENUM -> {
                    List<String> symbols = new ArrayList<>(schema.getEnumSymbols());
                    if (random.nextInt(3) == 0) {
                        symbols.add("D");
                    }
                    if (random.nextInt(3) == 0 && symbols.size() > 1) {
                        symbols.remove(symbols.size() - 1);
                    }
                    yield Schema.createEnum(
                            schema.getName(), null, null, symbols, random.nextInt(3) == 0 ? symbols.get(0) : null);
                }
                case FIXED ->
                    random.nextInt(3) == 0
                            ? Schema.createFixed(schema.getName(), null, null, 1 + random.nextInt(3))
                            : schema;
                case UNION -> {
                    List<Schema> branches = new ArrayList<>(schema.getTypes());
                    if (random.nextInt(3) == 0) {
                        branches.remove(random.nextInt(branches.size()));
                    }
                    yield Schema.createUnion(branches);
                }
                case INT -> random.nextInt(3) == 0 ? Schema.create(Schema.Type.LONG) : schema;
                case LONG -> random.nextInt(3) == 0 ? Schema.create(Schema.Type.DOUBLE) : schema;
                case STRING -> random.nextInt(3) == 0 ? Schema.create(Schema.Type.BYTES) : schema;
                default -> schema;
            };
        }

        private Schema record(Schema schema) {
            List<Schema.Field> fields = new ArrayList<>();
            for (Schema.Field field : schema.getFields()) {
                if (random.nextInt(6) != 0) {
                    fields.add(new Schema.Field(field.name(), of(field.schema())));
                }
            }
            if (random.nextInt(3) == 0) {
                boolean safe = random.nextBoolean();
                fields.add(
                        safe
                                ? new Schema.Field("added", Schema.create(Schema.Type.INT), null, 7)
                                : new Schema.Field("added", Schema.create(Schema.Type.INT)));
            }
            String name = random.nextInt(20) == 0 ? schema.getName() + "x" : schema.getName();
            return Schema.createRecord(name, null, null, false, fields);
        }
    }
}
