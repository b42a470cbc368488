package io.millrace.examples.flights;

import java.time.DateTimeException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line of the input: a flight, or text that is none. <i>Immutable.</i>
 *
 * @param flight null when the line is no flight
 * @param raw the line's bytes as they came
 * @param problem why it is no flight, empty when it is one
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried on as they came, never compared
public record Line(@Nullable Flight flight, byte[] raw, String problem) {
    private static final byte[] NOT_NEEDED = {};

    /** Of fields that were read elsewhere; the line's bytes are asked for only when they make no flight. */
    public static Line of(
            String date, int delay, int distance, String origin, String destination, Supplier<byte[]> raw) {
        try {
            long departureMs = FlightParser.departureMs(date);
            return new Line(new Flight(departureMs, delay, distance, origin, destination), NOT_NEEDED, "");
        } catch (DateTimeException | IllegalArgumentException e) {
            return new Line(null, raw.get(), String.valueOf(e.getMessage()));
        }
    }
}
