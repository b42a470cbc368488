package io.millrace.examples.flights;

/**
 * One flight. <i>Immutable.</i>
 *
 * @param departureMs milliseconds since the epoch; the file's local time, read as UTC
 * @param delay minutes, negative is early
 * @param distance miles
 * @param origin IATA code
 * @param destination IATA code
 */
public record Flight(long departureMs, int delay, int distance, String origin, String destination) {}
