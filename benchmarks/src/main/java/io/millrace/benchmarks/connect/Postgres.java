package io.millrace.benchmarks.connect;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL of this run's own, and one connection to look into it. One thread. */
final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final Connection connection;

    /** Starts it over this directory. */
    Postgres(Path directory) {
        try {
            Redirect log = Redirect.appendTo(directory.resolve("postgres.log").toFile());
            this.server = EmbeddedPostgres.builder()
                    .setDataDirectory(directory.resolve("postgres"))
                    .setOverrideWorkingDirectory(
                            directory.resolve("postgres-program").toFile())
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
            this.connection = server.getPostgresDatabase().getConnection();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** The first row's columns as one text, empty where there is no row. */
    String ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            StringBuilder row = new StringBuilder();
            if (found.next()) {
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(found.getString(i));
                }
            }
            return row.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
            server.close();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not let go", e);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }
}
