package io.millrace.benchmarks.docs;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/** As much of {@code psql URL -Atc QUERY} as the pages use, for machines without it. */
final class Psql {
    private Psql() {}

    public static void main(String[] args) throws SQLException {
        URI server = URI.create(args[0]);
        String url = "jdbc:postgresql://" + server.getHost() + ":" + server.getPort() + server.getPath();
        try (Connection connection = DriverManager.getConnection(url, server.getUserInfo(), "");
                ResultSet rows = connection.createStatement().executeQuery(args[2])) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder(rows.getString(1));
                for (int i = 2; i <= columns; i++) {
                    line.append('|').append(rows.getString(i));
                }
                System.out.println(line);
            }
        }
    }
}
