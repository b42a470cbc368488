package io.millrace.connector.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What differs from database to database. */
public interface Dialect {
    /** Whether missing tables and columns may be made. */
    record Making(boolean tables, boolean columns) {}

    /** Opens a connection. */
    Connection open(String url, Properties login) throws SQLException;

    /**
     * Makes the table or its columns if that is wanted, and checks that the table takes such rows.
     *
     * @return null if rows of a missing table are to be deleted
     * @throws MisfitException naming table and column if the table or its columns do not take such rows
     * @throws org.apache.kafka.connect.errors.ConnectException if no row can be written to such a table
     */
    @Nullable
    Target target(Handle handle, Table table, List<Column> columns, Write write, Making making) throws SQLException;

    /** Makes the running transaction check each statement at its end, so that an error shows where it arises. */
    void checkAtOnce(Handle handle);

    /** What to do about an error. */
    Fault fault(SQLException error);
}
