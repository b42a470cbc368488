package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Scalars that stand for each other in bytes. */
enum ScalarKind {
    /** Plain varints, enums among them. */
    NUMBER,
    /** Varints with the sign in the lowest bit. */
    SIGNED_NUMBER,
    /** Bytes behind their length. */
    STRING_OR_BYTES,
    FIXED32,
    FIXED64,
    FLOAT,
    DOUBLE;

    static ScalarKind of(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, INT64, UINT32, UINT64, BOOL, ENUM -> NUMBER;
            case SINT32, SINT64 -> SIGNED_NUMBER;
            case STRING, BYTES -> STRING_OR_BYTES;
            case FIXED32, SFIXED32 -> FIXED32;
            case FIXED64, SFIXED64 -> FIXED64;
            case FLOAT -> FLOAT;
            case DOUBLE -> DOUBLE;
            case MESSAGE, GROUP -> throw new IllegalStateException(field + " is no scalar");
        };
    }
}
