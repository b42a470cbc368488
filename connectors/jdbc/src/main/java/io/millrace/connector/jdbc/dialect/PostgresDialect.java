package io.millrace.connector.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import java.util.TimeZone;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** PostgreSQL, 12 or newer. <i>Any thread.</i> */
public final class PostgresDialect implements Dialect {
    private static final String CONNECTION_SECONDS = "10";
    /** Longer than a statement of one batch takes; without an end, a server that is frozen would never be noticed. */
    private static final String ANSWER_SECONDS = "300";

    private final PostgresTables tables;

    /** The zone is that of the columns that hold a timestamp without one. */
    public PostgresDialect(ZoneId zone) {
        this.tables = new PostgresTables(TimeZone.getTimeZone(zone));
    }

    @Override
    public Connection open(String url, Properties login) throws SQLException {
        var settings = new Properties();
        settings.setProperty("ApplicationName", "millrace-jdbc-sink");
        settings.setProperty("connectTimeout", CONNECTION_SECONDS);
        settings.setProperty("socketTimeout", ANSWER_SECONDS);
        settings.setProperty("tcpKeepAlive", "true");
        settings.putAll(login);
        // Not by DriverManager, which would have to see the driver of a plug-in's loader.
        Connection connection = new Driver().connect(url, settings);
        if (connection == null) {
            throw new SQLException("connection.url is none of PostgreSQL's", "08001");
        }
        return connection;
    }

    @Override
    public @Nullable Target target(Handle handle, Table table, List<Column> columns, Write write, Making making)
            throws SQLException {
        return tables.target(handle, table, columns, write, making);
    }

    @Override
    public void checkAtOnce(Handle handle) {
        handle.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Override
    public Fault fault(SQLException error) {
        String state = error.getSQLState();
        if (state == null || state.length() != 5) {
            return Fault.FATAL;
        }
        if (state.equals("54001")) {
            return Fault.FATAL; // the statement was too deep: no row's doing
        }
        return switch (state.substring(0, 2)) {
            // The line or the server went, or it lacks something for now: room, a lock, a turn.
            case "08", "40", "53", "57", "58" -> Fault.RETRY;
            // Values out of range, constraints, views' checks, what triggers raise, limits of a row; 21 is two rows of
            // one key that only the server takes for the same, as in columns that ignore case.
            case "21", "22", "23", "44", "54", "P0" -> Fault.POISON;
            default -> state.equals("55P03") || state.equals("25006") ? Fault.RETRY : Fault.FATAL;
        };
    }
}
