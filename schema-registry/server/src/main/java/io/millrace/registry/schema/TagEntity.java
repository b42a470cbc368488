package io.millrace.registry.schema;

/**
 * A part of a schema that can carry tags: a record, or one of its fields. <i>Immutable.</i>
 *
 * @param path the record's full name, a dot and the field's name for a field
 * @param type {@code SR_RECORD} or {@code SR_FIELD}
 */
public record TagEntity(String path, String type) {
    /** A record, a message, an object. */
    public static final String RECORD = "SR_RECORD";
    /** A field of one. */
    public static final String FIELD = "SR_FIELD";
}
