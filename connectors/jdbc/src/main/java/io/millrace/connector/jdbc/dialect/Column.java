package io.millrace.connector.jdbc.dialect;

/** One column that rows come with: part of the primary key or not, required or not. <i>Immutable.</i> */
public record Column(String name, ColumnType type, boolean key, boolean required, int scale) {
    /** A column whose values have no digits after a point that a schema could number. */
    public Column(String name, ColumnType type, boolean key, boolean required) {
        this(name, type, key, required, 0);
    }
}
