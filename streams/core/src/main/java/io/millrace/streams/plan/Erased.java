package io.millrace.streams.plan;

import org.jspecify.annotations.Nullable;

/** Where the user's types end: the DSL has checked them, and the graph below knows objects only. */
final class Erased {
    private Erased() {}

    @SuppressWarnings("unchecked")
    static <T> T of(Object function) {
        return (T) function;
    }

    @SuppressWarnings("unchecked")
    static <T> @Nullable T ofNullable(@Nullable Object functionOrSerde) {
        return (T) functionOrSerde;
    }
}
