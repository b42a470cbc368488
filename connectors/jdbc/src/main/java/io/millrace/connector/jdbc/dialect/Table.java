package io.millrace.connector.jdbc.dialect;

import org.jspecify.annotations.Nullable;

/** A table's name, in a schema or wherever the connection looks first. <i>Immutable.</i> */
public record Table(@Nullable String schema, String name) {
    private static final String TOPIC = "${topic}";

    /** The table that a format names for a topic; a dot in the format parts schema and table, one in the topic does not. */
    public static Table of(String format, String topic) {
        int dot = format.indexOf('.');
        return dot < 0
                ? new Table(null, format.replace(TOPIC, topic))
                : new Table(
                        format.substring(0, dot).replace(TOPIC, topic),
                        format.substring(dot + 1).replace(TOPIC, topic));
    }

    @Override
    public String toString() {
        return schema == null ? name : schema + "." + name;
    }
}
