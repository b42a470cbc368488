package io.millrace.registry.avro;

import io.millrace.registry.schema.Direction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import org.jspecify.annotations.Nullable;

/** Says what would make two schemas fit, in terms of the new one, which alone can still be changed. Pure. */
final class AvroMend {
    private AvroMend() {}

    static String of(
            SchemaIncompatibilityType rule, Schema reader, Schema writer, String message, Direction direction) {
        boolean newReads = direction == Direction.NEW_READS_OLD;
        return switch (rule) {
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                newReads
                        ? missingDefault(reader.getField(message))
                        : "keep the field \"" + message + "\": older readers need it";
            case NAME_MISMATCH ->
                newReads
                        ? "add \"aliases\": [\"" + writer.getFullName() + "\"]"
                        : "keep the name \"" + reader.getFullName() + "\"";
            case MISSING_ENUM_SYMBOLS ->
                newReads
                        ? "keep the symbols " + message + ", or add \"default\" to the enum"
                        : "leave out the symbols " + message + ": older readers have no default for the enum";
            case FIXED_SIZE_MISMATCH -> "keep \"size\": " + (newReads ? writer : reader).getFixedSize();
            case MISSING_UNION_BRANCH ->
                newReads
                        ? "add " + AvroFragments.type(writer) + " to the union"
                        : "leave out " + AvroFragments.type(writer) + ": older readers do not know it";
            case TYPE_MISMATCH -> type(newReads ? writer : reader, newReads ? reader : writer);
        };
    }

    private static String missingDefault(Schema.@Nullable Field field) {
        if (field == null) {
            return "add a \"default\"";
        }
        String plain = AvroDefaults.plain(field.schema());
        return plain != null
                ? "add \"default\": " + plain
                : "make its type [\"null\", " + AvroFragments.type(field.schema()) + "] and add \"default\": null";
    }

    private static String type(Schema old, Schema now) {
        if (now.getType() != Schema.Type.UNION && old.getType() == Schema.Type.UNION) {
            return "keep the union " + AvroFragments.type(old);
        }
        return "keep the type " + AvroFragments.type(old) + ", or add a field of another name with a default";
    }
}
