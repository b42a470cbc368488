package io.millrace.connector.jdbc.dialect;

import org.jspecify.annotations.Nullable;

/** Rows to write, read column by column. */
public interface Rows {
    /** How many there are. */
    int size();

    /** The value of one column, numbered as the target's columns are, in one row. */
    @Nullable
    Object value(int row, int column);
}
