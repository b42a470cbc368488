package io.millrace.examples.flights;

/**
 * One airport. <i>Immutable.</i>
 *
 * @param code IATA code
 * @param name its name
 * @param city where it is
 */
public record Airport(String code, String name, String city) {}
