package io.millrace.registry.schema;

import org.jspecify.annotations.Nullable;

/**
 * A change that the rules let through and that changes what data means. <i>Immutable.</i>
 *
 * @param rule its name, as {@code decimal-scale}
 * @param pointer where in the new schema, as a JSON pointer
 * @param old what stood there, in one line; null when nothing did
 * @param now what stands there, in one line; null when nothing does
 * @param message why that matters
 * @param mend what to do about it
 */
public record Finding(
        String rule,
        String pointer,
        @Nullable String old,
        @Nullable String now,
        String message,
        String mend) {}
