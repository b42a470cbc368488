package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.millrace.registry.schema.Direction;

/** What would make two schemas fit, in terms of the new one, which alone can still be changed. Pure. */
final class Mends {
    private Mends() {}

    static String ofMissing(String fragment, Direction direction) {
        return direction == Direction.NEW_READS_OLD
                ? "keep \"" + fragment + "\""
                : "leave out \"" + fragment + "\": older readers do not know it";
    }

    /** A field that both have and that does not fit. */
    static String ofField(FieldDescriptor reader, FieldDescriptor writer, Direction direction) {
        FieldDescriptor old = direction == Direction.NEW_READS_OLD ? writer : reader;
        return "keep \"" + Fragments.of(old) + "\", or reserve " + old.getNumber() + " and give the field a new number";
    }

    static String ofRequired(FieldDescriptor field, boolean readerHasIt, Direction direction) {
        boolean newHasIt = readerHasIt == (direction == Direction.NEW_READS_OLD);
        return newHasIt
                ? Fragments.cut("make \"" + field.getName() + "\" optional")
                : "keep \"" + Fragments.of(field) + "\"";
    }

    static String ofOneof(String oneof, Direction direction) {
        return Fragments.cut(
                direction == Direction.NEW_READS_OLD
                        ? "leave the fields outside of the oneof \"" + oneof + "\", or give those in it new numbers"
                        : "keep the fields in the oneof \"" + oneof + "\"");
    }

    static String ofPackage(String old) {
        return old.isEmpty() ? "leave out the package" : Fragments.cut("keep \"package " + old + ";\"");
    }
}
