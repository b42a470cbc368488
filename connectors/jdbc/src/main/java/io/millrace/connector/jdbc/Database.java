package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.dialect.Dialect;
import io.millrace.connector.jdbc.dialect.Table;
import io.millrace.connector.jdbc.dialect.Target;
import io.millrace.connector.jdbc.dialect.Write;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/** The one connection of a task, opened when it is needed, and the tables that it has looked at. <i>Loop-owned.</i> */
final class Database implements AutoCloseable {
    /** A way to write into a table: its shape and what becomes of the rows. */
    private record Way(Table table, Shape shape, Write write) {}

    /** Enough for every table of a sink; beyond it the tables are looked at anew. */
    private static final int MOST_WAYS = 1024;

    private final JdbcSinkConfig config;
    private final Dialect dialect;
    private final Jdbi jdbi;
    private final Map<Way, Target> targets = new HashMap<>();
    private final Set<Table> taking = new HashSet<>();
    private @Nullable Handle handle;
    private boolean opening;

    Database(JdbcSinkConfig config, Dialect dialect) {
        this.config = config;
        this.dialect = dialect;
        this.jdbi = Jdbi.create(() -> dialect.open(config.url(), login(config)));
        // Names of columns may look like templates, and are none.
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    }

    /** The open connection, or a new one. */
    Handle handle() {
        Handle open = handle;
        if (open == null) {
            opening = true;
            open = jdbi.open();
            opening = false;
            handle = open;
        }
        return open;
    }

    /** Whether the last thing that went wrong was that no connection could be opened. */
    boolean couldNotOpen() {
        return opening;
    }

    /** How the batch's rows get into its table; empty if they are to be deleted from a table that is not there. */
    Optional<Target> target(Table table, Shape shape, Write write) throws SQLException {
        var way = new Way(table, shape, write);
        Target known = targets.get(way);
        if (known == null) {
            var making = new Dialect.Making(config.autoCreate(), config.autoEvolve());
            known = dialect.target(handle(), table, shape.columns(), write, making);
            if (known == null) {
                return Optional.empty();
            }
            if (targets.size() == MOST_WAYS) {
                targets.clear();
            }
            targets.put(way, known);
            if (write != Write.DELETE) {
                if (taking.size() == MOST_WAYS) {
                    taking.clear();
                }
                taking.add(table);
            }
        }
        return Optional.of(known);
    }

    /** Whether rows of some shape could be written to the table, on this connection or one before it. */
    boolean hasTaken(Table table) {
        return taking.contains(table);
    }

    /** Takes back what the running transaction wrote; a connection that cannot even do that is dropped. */
    void rollback() {
        Handle open = handle;
        if (open == null) {
            return;
        }
        try {
            if (open.isInTransaction()) {
                open.rollback();
            }
        } catch (JdbiException e) {
            close();
        }
    }

    /** Drops the connection, and forgets the tables: another server may answer next time. */
    @Override
    public void close() {
        Handle open = handle;
        handle = null;
        targets.clear();
        if (open != null) {
            try {
                open.close();
            } catch (JdbiException e) {
                // The connection is gone already, which is what was wanted.
            }
        }
    }

    /** The database's own error inside one of Jdbi's, whose text would add statements and values to it. */
    static SQLException errorOf(Exception error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                return sql;
            }
        }
        return new SQLException(error.toString(), error instanceof ConnectionException ? "08000" : "XX000", error);
    }

    private static Properties login(JdbcSinkConfig config) {
        var login = new Properties();
        if (config.user() != null) {
            login.setProperty("user", config.user());
        }
        if (config.password() != null) {
            login.setProperty("password", config.password().value());
        }
        return login;
    }
}
