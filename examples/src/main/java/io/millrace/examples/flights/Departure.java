package io.millrace.examples.flights;

import org.jspecify.annotations.Nullable;

/**
 * A flight's delay with the airport that it left from. <i>Immutable.</i>
 *
 * @param delay minutes
 * @param airport name of the airport, empty when it is not known
 * @param city where it is, empty when it is not known
 */
public record Departure(int delay, String airport, String city) {
    /** The flight with its airport, which may be unknown. */
    static Departure of(Flight flight, @Nullable Airport airport) {
        return airport == null
                ? new Departure(flight.delay(), "", "")
                : new Departure(flight.delay(), airport.name(), airport.city());
    }
}
