package io.millrace.registry.avro;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;

/**
 * Avro's resolution rules by visiting each pair of types once, for schemas that have far more paths than types. Avro's own
 * check tells of a pair at every path that leads to it, and forty records that each name the next one twice have more
 * paths than any memory. Pure; one thread.
 */
final class AvroPairs {
    private static final long MOST_PATHS = 20_000;
    private static final int MOST_NAMED = 1_000;

    private final Direction direction;
    private final List<Incompatibility> found = new ArrayList<>();
    private final Set<Pair> told = new HashSet<>();
    private final Map<Pair, Boolean> fits = new HashMap<>();

    private AvroPairs(Direction direction) {
        this.direction = direction;
    }

    /** Two types, told apart by identity. */
    private record Pair(Schema reader, Schema writer) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Pair pair && pair.reader == reader && pair.writer == writer;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(reader) * 31 + System.identityHashCode(writer);
        }
    }

    /** Whether a schema has so many paths that they cannot all be walked. */
    static boolean isTangled(Schema schema) {
        return paths(schema, new IdentityHashMap<>()) > MOST_PATHS;
    }

    private static long paths(Schema schema, Map<Schema, Long> known) {
        Long before = known.putIfAbsent(schema, 0L);
        if (before != null) {
            return before;
        }
        long paths = 1;
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    paths = Math.min(MOST_PATHS + 1, paths + paths(field.schema(), known));
                }
            }
            case ARRAY -> paths += paths(schema.getElementType(), known);
            case MAP -> paths += paths(schema.getValueType(), known);
            case UNION -> {
                for (Schema branch : schema.getTypes()) {
                    paths = Math.min(MOST_PATHS + 1, paths + paths(branch, known));
                }
            }
            default -> {}
        }
        known.put(schema, paths);
        return paths;
    }

    static List<Incompatibility> check(Schema reader, Schema writer, Direction direction) {
        AvroPairs pairs = new AvroPairs(direction);
        pairs.tell(reader, writer, "");
        return pairs.found;
    }

    /** What is wrong with a pair and with what it holds, each pair at the first path that leads to it. */
    private void tell(Schema reader, Schema writer, String at) {
        if (found.size() >= MOST_NAMED || !told.add(new Pair(reader, writer)) || fits(reader, writer)) {
            return;
        }
        if (writer.getType() == Schema.Type.UNION) {
            for (Schema branch : writer.getTypes()) {
                if (reader.getType() == Schema.Type.UNION) {
                    if (!fits(reader, branch)) {
                        add(SchemaIncompatibilityType.MISSING_UNION_BRANCH, reader, branch, branch.getFullName(), at);
                    }
                } else {
                    tell(reader, branch, at);
                }
            }
            return;
        }
        if (reader.getType() == Schema.Type.UNION) {
            add(SchemaIncompatibilityType.MISSING_UNION_BRANCH, reader, writer, writer.getFullName(), at);
            return;
        }
        if (reader.getType() != writer.getType()) {
            add(
                    SchemaIncompatibilityType.TYPE_MISMATCH,
                    reader,
                    writer,
                    "reader type: " + reader.getType() + " not compatible with writer type: " + writer.getType(),
                    at.isEmpty() ? "/" : at);
            return;
        }
        switch (reader.getType()) {
            case ARRAY -> tell(reader.getElementType(), writer.getElementType(), at + "/items");
            case MAP -> tell(reader.getValueType(), writer.getValueType(), at + "/values");
            case FIXED -> {
                name(reader, writer, at);
                if (reader.getFixedSize() != writer.getFixedSize()) {
                    add(
                            SchemaIncompatibilityType.FIXED_SIZE_MISMATCH,
                            reader,
                            writer,
                            "expected: " + writer.getFixedSize() + ", found: " + reader.getFixedSize(),
                            at + "/size");
                }
            }
            case ENUM -> {
                name(reader, writer, at);
                if (!symbolsFit(reader, writer)) {
                    List<String> missing = new ArrayList<>(writer.getEnumSymbols());
                    missing.removeAll(reader.getEnumSymbols());
                    add(
                            SchemaIncompatibilityType.MISSING_ENUM_SYMBOLS,
                            reader,
                            writer,
                            missing.toString(),
                            at + "/symbols");
                }
            }
            case RECORD -> {
                name(reader, writer, at);
                for (Schema.Field field : reader.getFields()) {
                    Schema.Field written = AvroWalk.before(writer, field);
                    String place = at + "/fields/" + field.pos();
                    if (written != null) {
                        tell(field.schema(), written.schema(), place + "/type");
                    } else if (!field.hasDefaultValue()) {
                        add(
                                SchemaIncompatibilityType.READER_FIELD_MISSING_DEFAULT_VALUE,
                                reader,
                                writer,
                                field.name(),
                                place);
                    }
                }
            }
            default -> {}
        }
    }

    private void name(Schema reader, Schema writer, String at) {
        if (!sameName(reader, writer)) {
            add(
                    SchemaIncompatibilityType.NAME_MISMATCH,
                    reader,
                    writer,
                    "expected: " + writer.getFullName(),
                    at + "/name");
        }
    }

    private void add(SchemaIncompatibilityType type, Schema reader, Schema writer, String message, String at) {
        if (found.size() < MOST_NAMED) {
            found.add(new Incompatibility(
                    type.name(),
                    AvroCompatibility.describe(type, message, at, direction),
                    message,
                    at,
                    AvroFragments.ofReader(type, reader, message),
                    AvroFragments.ofWriter(type, writer),
                    AvroMend.of(type, reader, writer, message, direction)));
        }
    }

    /** Whether the reader takes all that the writer writes; a pair that is being looked at is taken to fit. */
    private boolean fits(Schema reader, Schema writer) {
        Pair pair = new Pair(reader, writer);
        Boolean known = fits.putIfAbsent(pair, true);
        if (known != null) {
            return known;
        }
        boolean found = look(reader, writer);
        fits.put(pair, found);
        return found;
    }

    private boolean look(Schema reader, Schema writer) {
        if (writer.getType() == Schema.Type.UNION) {
            return writer.getTypes().stream().allMatch(branch -> fits(reader, branch));
        }
        if (reader.getType() == Schema.Type.UNION) {
            return reader.getTypes().stream().anyMatch(branch -> fits(branch, writer));
        }
        if (reader.getType() != writer.getType()) {
            return isPromoted(reader.getType(), writer.getType());
        }
        return switch (reader.getType()) {
            case ARRAY -> fits(reader.getElementType(), writer.getElementType());
            case MAP -> fits(reader.getValueType(), writer.getValueType());
            case FIXED -> sameName(reader, writer) && reader.getFixedSize() == writer.getFixedSize();
            case ENUM -> sameName(reader, writer) && symbolsFit(reader, writer);
            case RECORD -> sameName(reader, writer) && fieldsFit(reader, writer);
            default -> true;
        };
    }

    private boolean fieldsFit(Schema reader, Schema writer) {
        boolean all = true;
        for (Schema.Field field : reader.getFields()) {
            Schema.Field written = AvroWalk.before(writer, field);
            all &= written == null ? field.hasDefaultValue() : fits(field.schema(), written.schema());
        }
        return all;
    }

    private static boolean symbolsFit(Schema reader, Schema writer) {
        return reader.getEnumDefault() != null
                || new HashSet<>(reader.getEnumSymbols()).containsAll(writer.getEnumSymbols());
    }

    private static boolean sameName(Schema reader, Schema writer) {
        return reader.getName().equals(writer.getName()) || reader.getAliases().contains(writer.getFullName());
    }

    private static boolean isPromoted(Schema.Type reader, Schema.Type writer) {
        return switch (reader) {
            case LONG -> writer == Schema.Type.INT;
            case FLOAT -> writer == Schema.Type.INT || writer == Schema.Type.LONG;
            case DOUBLE -> writer == Schema.Type.INT || writer == Schema.Type.LONG || writer == Schema.Type.FLOAT;
            case STRING -> writer == Schema.Type.BYTES;
            case BYTES -> writer == Schema.Type.STRING;
            default -> false;
        };
    }
}
