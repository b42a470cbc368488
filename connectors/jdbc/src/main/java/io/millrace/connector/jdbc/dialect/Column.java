package io.millrace.connector.jdbc.dialect;

/** One column that rows come with: part of the primary key or not, required or not. <i>Immutable.</i> */
public record Column(String name, ColumnType type, boolean key, boolean required) {}
