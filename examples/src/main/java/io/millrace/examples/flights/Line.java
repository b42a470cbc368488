package io.millrace.examples.flights;

import org.jspecify.annotations.Nullable;

/**
 * One line of the input: a flight, or text that is none. <i>Immutable.</i>
 *
 * @param flight null when the line is no flight
 * @param raw the line's bytes as they came
 * @param problem why it is no flight, empty when it is one
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are carried on as they came, never compared
public record Line(@Nullable Flight flight, byte[] raw, String problem) {}
