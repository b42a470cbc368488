package io.millrace.registry.serde.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether readers of one message understand the bytes of another: numbers that both have are of kinds with the same
 * encoding and meaning, and nothing that the reader requires is missing. By the rules of updating a message type in
 * Protobuf's language guide. Pure.
 */
final class Fits {
    private final Set<Descriptor> seen = new HashSet<>();

    private Fits() {}

    /** The first field that the reader would misread, in words, or null where there is none. */
    static @Nullable String clash(Descriptor reader, Descriptor writer) {
        return new Fits().find(reader, writer);
    }

    private @Nullable String find(Descriptor reader, Descriptor writer) {
        if (!seen.add(writer)) {
            return null;
        }
        for (FieldDescriptor field : reader.getFields()) {
            FieldDescriptor written = writer.findFieldByNumber(field.getNumber());
            String clash = written == null
                    ? field.isRequired() ? said(field, "is required there and missing here") : null
                    : find(field, written);
            if (clash != null) {
                return clash;
            }
        }
        return null;
    }

    private @Nullable String find(FieldDescriptor field, FieldDescriptor written) {
        if (group(field) != group(written)) {
            return said(
                    field, "is of type " + name(field.getType()) + " there and " + name(written.getType()) + " here");
        }
        if (field.isRepeated() != written.isRepeated() && group(field) != Group.TEXT && group(field) != Group.MESSAGE) {
            return said(
                    field,
                    "holds " + (field.isRepeated() ? "several there and one here" : "one there and several here"));
        }
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return null;
        }
        Descriptor there = field.getMessageType();
        Descriptor here = written.getMessageType();
        if (field.isMapField() != written.isMapField()
                || !field.isMapField() && !there.getFullName().equals(here.getFullName())) {
            return said(field, "holds a " + there.getFullName() + " there and a " + here.getFullName() + " here");
        }
        return find(there, here);
    }

    private enum Group {
        WHOLE,
        ZIGZAG,
        TEXT,
        FIXED32,
        FIXED64,
        FLOAT,
        DOUBLE,
        MESSAGE,
        GROUP
    }

    private static Group group(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, INT64, UINT32, UINT64, BOOL, ENUM -> Group.WHOLE;
            case SINT32, SINT64 -> Group.ZIGZAG;
            case STRING, BYTES -> Group.TEXT;
            case FIXED32, SFIXED32 -> Group.FIXED32;
            case FIXED64, SFIXED64 -> Group.FIXED64;
            case FLOAT -> Group.FLOAT;
            case DOUBLE -> Group.DOUBLE;
            case MESSAGE -> Group.MESSAGE;
            case GROUP -> Group.GROUP;
        };
    }

    private static String said(FieldDescriptor field, String what) {
        return "field " + field.getNumber() + " of " + field.getContainingType().getFullName() + " " + what;
    }

    private static String name(FieldDescriptor.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
