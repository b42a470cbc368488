package io.millrace.registry.protobuf;

/** Why a text is no Protobuf schema. */
final class BadProto extends RuntimeException {
    BadProto(String message) {
        super(message, null, false, false);
    }
}
