package io.millrace.examples.demo;

import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The database that the pipeline ends in. <i>Immutable.</i>
 *
 * @param url JDBC URL, without a password
 * @param user null for the database's own choice
 * @param password null when none is needed; never printed
 */
record Database(String url, @Nullable String user, @Nullable String password) {
    static final String TABLE = "delays_by_airport";

    /** What the sink connector is told. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("url", url);
        if (user != null) {
            settings.put("user", user);
        }
        if (password != null) {
            settings.put("password", password);
        }
        return settings;
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }

    /** Refuses one that cannot be reached. */
    Database checked() {
        ask(Connection::getCatalog);
        return this;
    }

    boolean hasTable() {
        return ask(connection -> {
            try (ResultSet tables =
                    connection.getMetaData().getTables(null, connection.getSchema(), TABLE, new String[] {"TABLE"})) {
                return tables.next();
            }
        });
    }

    void dropTable() {
        ask(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("DROP TABLE IF EXISTS " + TABLE);
            }
        });
    }

    <T> T ask(Question<T> question) {
        try (Connection connection = connect()) {
            return question.of(connection);
        } catch (SQLException e) {
            throw new Refused(
                    Main.FAILED,
                    "database " + url + ": "
                            + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; "));
        }
    }

    /** Something to ask of an open connection. */
    @FunctionalInterface
    interface Question<T> {
        T of(Connection connection) throws SQLException;
    }
}
