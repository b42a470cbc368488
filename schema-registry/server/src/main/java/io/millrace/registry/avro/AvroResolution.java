package io.millrace.registry.avro;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;

/**
 * What Apache Avro's check finds, in its order, as far as a bound. Avro names what stands in a record once for each way that
 * leads to it, and types that use each other twice double the ways at every level: some forty of them fill any heap. Here no
 * pair of types keeps more than the bound, and the first ones are the same. Owned by one thread.
 */
final class AvroResolution {
    private final int most;
    private final Map<Schema, Map<Schema, List<Incompatibility>>> known = new IdentityHashMap<>();

    private AvroResolution(int most) {
        this.most = most;
    }

    /** At most so many; none where the reader reads all that the writer writes. */
    static List<Incompatibility> check(Schema reader, Schema writer, int most) {
        return new AvroResolution(most).fromRoot(reader, writer);
    }

    /** Avro looks at the branches of a union as if they stood alone. */
    private List<Incompatibility> fromRoot(Schema reader, Schema writer) {
        return pair(reader, writer, List.of(""));
    }

    private List<Incompatibility> pair(Schema reader, Schema writer, List<String> at) {
        Map<Schema, List<Incompatibility>> ofReader = known.computeIfAbsent(reader, any -> new IdentityHashMap<>());
        List<Incompatibility> found = ofReader.get(writer);
        if (found == null) {
            // A type that holds itself fits unless something else in it does not.
            ofReader.put(writer, List.of());
            found = reader.getType() == writer.getType() ? sameType(reader, writer, at) : otherType(reader, writer, at);
            ofReader.put(writer, found);
        }
        return found;
    }

    private List<Incompatibility> sameType(Schema reader, Schema writer, List<String> at) {
        return switch (reader.getType()) {
            case ARRAY -> pair(reader.getElementType(), writer.getElementType(), below(at, "items"));
            case MAP -> pair(reader.getValueType(), writer.getValueType(), below(at, "values"));
            case FIXED -> join(names(reader, writer, at), sizes(reader, writer, at));
            case ENUM -> join(names(reader, writer, at), symbols(reader, writer, at));
            case RECORD -> join(names(reader, writer, at), fields(reader, writer, below(at, "fields")));
            case UNION -> unions(reader, writer, at);
            default -> List.of();
        };
    }

    private List<Incompatibility> unions(Schema reader, Schema writer, List<String> at) {
        List<Incompatibility> all = List.of();
        for (int i = 0; i < writer.getTypes().size(); i++) {
            Schema branch = writer.getTypes().get(i);
            if (!fromRoot(reader, branch).isEmpty()) {
                all = join(all, lacking(reader, writer, branch, below(at, Integer.toString(i))));
            }
        }
        return all;
    }

    private List<Incompatibility> otherType(Schema reader, Schema writer, List<String> at) {
        if (writer.getType() == Schema.Type.UNION) {
            List<Incompatibility> all = List.of();
            for (int i = 0; i < writer.getTypes().size(); i++) {
                all = join(all, pair(reader, writer.getTypes().get(i), below(at, Integer.toString(i))));
            }
            return all;
        }
        if (reader.getType() == Schema.Type.UNION) {
            boolean fits = reader.getTypes().stream()
                    .anyMatch(branch -> fromRoot(branch, writer).isEmpty());
            return fits ? List.of() : lacking(reader, writer, writer, at);
        }
        if (isPromoted(writer.getType(), reader.getType())) {
            return List.of();
        }
        return one(
                SchemaIncompatibilityType.TYPE_MISMATCH,
                reader,
                writer,
                "reader type: " + reader.getType() + " not compatible with writer type: " + writer.getType(),
                at);
    }

    private static boolean isPromoted(Schema.Type from, Schema.Type to) {
        return switch (to) {
            case LONG -> from == Schema.Type.INT;
            case FLOAT -> from == Schema.Type.INT || from == Schema.Type.LONG;
            case DOUBLE -> from == Schema.Type.INT || from == Schema.Type.LONG || from == Schema.Type.FLOAT;
            case BYTES -> from == Schema.Type.STRING;
            case STRING -> from == Schema.Type.BYTES;
            default -> false;
        };
    }

    private List<Incompatibility> fields(Schema reader, Schema writer, List<String> at) {
        List<Incompatibility> all = List.of();
        for (Schema.Field field : reader.getFields()) {
            List<String> here = below(at, Integer.toString(field.pos()));
            Schema.Field written = SchemaCompatibility.lookupWriterField(writer, field);
            if (written != null) {
                all = join(all, pair(field.schema(), written.schema(), below(here, "type")));
            } else if (!field.hasDefaultValue()) {
                boolean enumWithDefault = field.schema().getType() == Schema.Type.ENUM
                        && field.schema().getEnumDefault() != null;
                all = join(
                        all,
                        enumWithDefault
                                ? pair(field.schema(), writer, below(here, "type"))
                                : one(
                                        SchemaIncompatibilityType.READER_FIELD_MISSING_DEFAULT_VALUE,
                                        reader,
                                        writer,
                                        field.name(),
                                        here));
            }
        }
        return all;
    }

    private static List<Incompatibility> symbols(Schema reader, Schema writer, List<String> at) {
        TreeSet<String> missing = new TreeSet<>(writer.getEnumSymbols());
        reader.getEnumSymbols().forEach(missing::remove);
        if (missing.isEmpty() || reader.getEnumDefault() != null) {
            return List.of();
        }
        return one(
                SchemaIncompatibilityType.MISSING_ENUM_SYMBOLS,
                reader,
                writer,
                missing.toString(),
                below(at, "symbols"));
    }

    private static List<Incompatibility> sizes(Schema reader, Schema writer, List<String> at) {
        if (reader.getFixedSize() == writer.getFixedSize()) {
            return List.of();
        }
        return one(
                SchemaIncompatibilityType.FIXED_SIZE_MISMATCH,
                reader,
                writer,
                "expected: " + writer.getFixedSize() + ", found: " + reader.getFixedSize(),
                below(at, "size"));
    }

    private static List<Incompatibility> names(Schema reader, Schema writer, List<String> at) {
        if (SchemaCompatibility.schemaNameEquals(reader, writer)) {
            return List.of();
        }
        return one(
                SchemaIncompatibilityType.NAME_MISMATCH,
                reader,
                writer,
                "expected: " + writer.getFullName(),
                below(at, "name"));
    }

    private static List<Incompatibility> lacking(Schema reader, Schema writer, Schema branch, List<String> at) {
        return one(
                SchemaIncompatibilityType.MISSING_UNION_BRANCH,
                reader,
                writer,
                "reader union lacking writer type: " + branch.getType(),
                at);
    }

    private static List<Incompatibility> one(
            SchemaIncompatibilityType type, Schema reader, Schema writer, String message, List<String> at) {
        return SchemaCompatibilityResult.incompatible(type, reader, writer, message, at)
                .getIncompatibilities();
    }

    private List<Incompatibility> join(List<Incompatibility> first, List<Incompatibility> second) {
        if (second.isEmpty() || first.size() >= most) {
            return first;
        }
        if (first.isEmpty()) {
            return second;
        }
        List<Incompatibility> both = new ArrayList<>(first);
        both.addAll(second.subList(0, Math.min(second.size(), most - first.size())));
        return both;
    }

    private static List<String> below(List<String> at, String name) {
        List<String> path = new ArrayList<>(at);
        path.add(name);
        return path;
    }
}
