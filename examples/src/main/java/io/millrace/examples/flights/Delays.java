package io.millrace.examples.flights;

/**
 * The delays of one airport on one day so far. <i>Immutable.</i>
 *
 * @param airport name of the airport, empty when it is not known
 * @param city where it is, empty when it is not known
 * @param flights how many
 * @param total sum of their delays in minutes
 * @param largest the largest delay in minutes
 * @param late how many were later than {@link #LATE_MINUTES}
 */
public record Delays(String airport, String city, long flights, long total, int largest, long late) {
    /** A flight later than this is late. */
    public static final int LATE_MINUTES = 15;

    /** No flight yet. */
    public static final Delays NONE = new Delays("", "", 0, 0, Integer.MIN_VALUE, 0);

    /** With one flight more. */
    public Delays plus(Departure departure) {
        int delay = departure.delay();
        return new Delays(
                departure.airport(),
                departure.city(),
                flights + 1,
                total + delay,
                Math.max(largest, delay),
                late + (delay > LATE_MINUTES ? 1 : 0));
    }

    /** Mean delay in minutes; 0 without flights. */
    public double mean() {
        return flights == 0 ? 0 : (double) total / flights;
    }

    /** The share of late flights, 0 to 1. */
    public double lateShare() {
        return flights == 0 ? 0 : (double) late / flights;
    }
}
