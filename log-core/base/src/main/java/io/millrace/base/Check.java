package io.millrace.base;

import org.jspecify.annotations.Nullable;

/** Assertions that stay on in production: a failed one is a programmer's error and stops the owner of the state. */
public final class Check {
    private Check() {}

    /** Throws {@link Violation} with the formatted message unless the condition holds. */
    public static void that(boolean condition, String message) {
        if (!condition) {
            throw new Violation(message);
        }
    }

    /** As {@link #that(boolean, String)}, with one number to print; nothing is allocated while the check holds. */
    public static void that(boolean condition, String format, long a) {
        if (!condition) {
            throw new Violation(String.format(format, a));
        }
    }

    /** As {@link #that(boolean, String)}, with two numbers to print; nothing is allocated while the check holds. */
    public static void that(boolean condition, String format, long a, long b) {
        if (!condition) {
            throw new Violation(String.format(format, a, b));
        }
    }

    /** As {@link #that(boolean, String)}, with objects to print. */
    public static void that(boolean condition, String format, @Nullable Object... args) {
        if (!condition) {
            throw new Violation(String.format(format, args));
        }
    }

    /** An invariant of the program itself is broken; going on would spread the damage. */
    public static final class Violation extends IllegalStateException {
        /** With what was found, in figures. */
        public Violation(String message) {
            super(message);
        }
    }
}
