package io.millrace.connector.jdbc.dialect;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** One way to write one shape of rows into one table. <i>Immutable.</i> */
public interface Target {
    /**
     * Writes the rows by one statement. Answers false, with nothing sent, if they are too many bytes for one: the caller
     * then writes them in two parts. A single row is never too large.
     */
    boolean write(Handle handle, Rows rows) throws SQLException;

    /** Whether the database takes two keys for the same only if they are equal as values. */
    boolean exactKeys();
}
