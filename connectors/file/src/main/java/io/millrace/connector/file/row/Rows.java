package io.millrace.connector.file.row;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of one row into a value of Connect. *Loop-owned.* */
public interface Rows {

    /** The schema of every value, or null where the values carry none. */
    @Nullable
    Schema schema();

    /** The value of the row in [from, to), its line end left out; null for a blank line, which is no row. */
    @Nullable
    Object value(byte[] bytes, int from, int to) throws BadRow;
}
