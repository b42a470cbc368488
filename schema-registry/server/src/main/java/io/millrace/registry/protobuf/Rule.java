package io.millrace.registry.protobuf;

import io.millrace.registry.schema.Direction;

/** What stands between two Protobuf schemas, by the names and in the words that clients of registries look for. */
enum Rule {
    PACKAGE_CHANGED("The package at '%p' in the %r schema does not match the package in the %w schema"),
    MESSAGE_REMOVED("The %r schema is missing a MESSAGE type at path '%p' in the %w schema"),
    FIELD_KIND_CHANGED("The type of a field at path '%p' in the %r schema does not match the %w schema"),
    FIELD_SCALAR_KIND_CHANGED(
            "The kind of a SCALAR field at path '%p' in the %r schema does not match its kind in the %w schema"),
    FIELD_NAMED_TYPE_CHANGED(
            "The type of a MESSAGE field at path '%p' in the %r schema does not match its type in the %w schema"),
    FIELD_NUMERIC_LABEL_CHANGED(
            "The label for a NUMERIC field at path '%p' in the %r schema does not match its label in the %w schema"),
    REQUIRED_FIELD_ADDED("A required field at path '%p' in the %r schema is missing in the %w schema"),
    REQUIRED_FIELD_REMOVED("The %r schema is missing a required field at path '%p' in the %w schema"),
    ONEOF_FIELD_REMOVED("The %r schema is missing a oneof field at path '%p' in the %w schema"),
    MULTIPLE_FIELDS_MOVED_TO_ONEOF(
            "Multiple fields in the oneof at path '%p' in the %r schema are outside a oneof in the %w schema"),
    FIELD_MOVED_TO_EXISTING_ONEOF(
            "A field in the oneof at path '%p' in the %r schema is outside that oneof in the %w schema");

    private final String words;

    Rule(String words) {
        this.words = words;
    }

    String describe(String path, Direction direction) {
        return words.replace("%r", direction.reader())
                .replace("%w", direction.writer())
                .replace("%p", path);
    }
}
