package io.millrace.registry.avro;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;

/** Avro's resolution rules, as Apache Avro's own check finds them, in the words that clients of registries look for. Pure. */
final class AvroCompatibility {
    /** Nobody reads more, and an answer has an end. */
    private static final int MOST_NAMED = 1_000;

    private AvroCompatibility() {}

    /** What the reader cannot make of the writer's records. */
    static List<Incompatibility> check(Schema reader, Schema writer, Direction direction) {
        UnionWidth.check(reader, writer);
        List<Incompatibility> found = new ArrayList<>();
        for (SchemaCompatibility.Incompatibility each : AvroResolution.check(reader, writer, MOST_NAMED)) {
            SchemaIncompatibilityType type = each.getType();
            Schema read = each.getReaderFragment();
            Schema written = each.getWriterFragment();
            found.add(new Incompatibility(
                    type.name(),
                    describe(type, each.getMessage(), each.getLocation(), direction),
                    each.getMessage(),
                    each.getLocation(),
                    AvroFragments.ofReader(type, read, each.getMessage()),
                    AvroFragments.ofWriter(type, written),
                    AvroMend.of(type, read, written, each.getMessage(), direction)));
        }
        return found;
    }

    static String describe(SchemaIncompatibilityType type, String message, String location, Direction direction) {
        String path = "'" + location + "'";
        String reader = direction.reader();
        String writer = direction.writer();
        return switch (type) {
            case NAME_MISMATCH -> "The name of the schema has changed (path " + path + ")";
            case FIXED_SIZE_MISMATCH ->
                "The size of FIXED type field at path " + path + " in the " + reader
                        + " schema does not match with the " + writer + " schema";
            case TYPE_MISMATCH ->
                "The type (path " + path + ") of a field in the " + reader + " schema does not match with the " + writer
                        + " schema";
            case MISSING_ENUM_SYMBOLS ->
                "The " + reader + " schema is missing enum symbols '" + message + "' at path " + path + " in the "
                        + writer + " schema";
            case MISSING_UNION_BRANCH ->
                "The " + reader + " schema is missing a type inside a union field at path " + path + " in the " + writer
                        + " schema";
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                "The field '" + message + "' at path " + path + " in the " + reader
                        + " schema has no default value and is missing in the " + writer + " schema";
        };
    }
}
