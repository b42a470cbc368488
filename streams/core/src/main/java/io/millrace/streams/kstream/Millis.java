package io.millrace.streams.kstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as milliseconds, or a message that names the argument. */
final class Millis {
    private Millis() {}

    static long of(@Nullable Duration duration, String name) {
        if (duration == null) {
            throw new IllegalArgumentException("The duration \"" + name + "\" must not be null.");
        }
        try {
            return duration.toMillis();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "The duration \"" + name + "\" (" + duration + ") is too long to be counted in milliseconds.", e);
        }
    }
}
