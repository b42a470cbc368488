package io.millrace.connect.herder.view;

import org.jspecify.annotations.Nullable;

/**
 * A state and, when it is FAILED, why. <i>Immutable.</i>
 *
 * @param state what it does
 * @param error the cause in one line, without secrets
 * @param trace the cause in full, without secrets
 */
public record Condition(
        State state, @Nullable String error, @Nullable String trace) {
    /** Without more. */
    public static Condition of(State state) {
        return new Condition(state, null, null);
    }

    /** For that reason. */
    public static Condition failed(String error, String trace) {
        return new Condition(State.FAILED, error, trace);
    }

    /** Whether it ended by an error. */
    public boolean isFailed() {
        return state == State.FAILED;
    }
}
