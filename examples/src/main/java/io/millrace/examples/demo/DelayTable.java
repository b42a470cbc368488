package io.millrace.examples.demo;

import io.millrace.examples.flights.DelayRow;
import io.millrace.examples.flights.Delays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The result as it stands in the database: one row for each airport and day. <i>Immutable.</i> */
final class DelayTable {
    private static final int LISTED = 10;
    private static final long FLIGHTS_AT_LEAST = 100;

    private final Map<String, DelayRow> rows;

    private DelayTable(Map<String, DelayRow> rows) {
        this.rows = rows;
    }

    static DelayTable read(Database database) {
        return database.ask(connection -> {
            Map<String, DelayRow> rows = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("SELECT airport, day, name, city, flights, total, largest,"
                            + " late FROM " + Database.TABLE)) {
                while (found.next()) {
                    DelayRow row = row(found);
                    rows.put(row.key(), row);
                }
            }
            return new DelayTable(rows);
        });
    }

    private static DelayRow row(ResultSet at) throws SQLException {
        return new DelayRow(
                at.getString("airport"),
                at.getObject("day", LocalDate.class),
                new Delays(
                        at.getString("name"),
                        at.getString("city"),
                        at.getLong("flights"),
                        at.getLong("total"),
                        at.getInt("largest"),
                        at.getLong("late")));
    }

    /** By key: airport and day. */
    Map<String, DelayRow> rows() {
        return rows;
    }

    /** Flights whose origin is in the table of airports. */
    long joined() {
        return rows.values().stream()
                .filter(row -> !row.delays().airport().isEmpty())
                .mapToLong(row -> row.delays().flights())
                .sum();
    }

    /** Flights whose origin is not. */
    long unknown() {
        return rows.values().stream()
                .filter(row -> row.delays().airport().isEmpty())
                .mapToLong(row -> row.delays().flights())
                .sum();
    }

    /** The airports of at least a hundred flights with the worst mean delay, worst first. */
    List<AirportDelays> worst() {
        Map<String, AirportDelays> byAirport = new HashMap<>();
        rows.values().forEach(row -> byAirport.merge(row.airport(), AirportDelays.of(row), AirportDelays::plus));
        List<AirportDelays> sorted = new ArrayList<>(byAirport.values());
        sorted.removeIf(airport -> airport.flights < FLIGHTS_AT_LEAST);
        sorted.sort(Comparator.comparingDouble(AirportDelays::mean).reversed().thenComparing(AirportDelays::code));
        return sorted.subList(0, Math.min(LISTED, sorted.size()));
    }

    /**
     * All days of one airport. <i>Immutable.</i>
     *
     * @param code IATA code
     * @param name its name
     * @param city where it is
     * @param flights how many
     * @param total minutes of delay
     */
    record AirportDelays(String code, String name, String city, long flights, long total) {
        static AirportDelays of(DelayRow row) {
            Delays delays = row.delays();
            return new AirportDelays(row.airport(), delays.airport(), delays.city(), delays.flights(), delays.total());
        }

        AirportDelays plus(AirportDelays other) {
            return new AirportDelays(code, name, city, flights + other.flights, total + other.total);
        }

        double mean() {
            return (double) total / flights;
        }
    }
}
