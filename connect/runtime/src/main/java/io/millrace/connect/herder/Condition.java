package io.millrace.connect.herder;

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
    static Condition of(State state) {
        return new Condition(state, null, null);
    }

    static Condition failed(String error, String trace) {
        return new Condition(State.FAILED, error, trace);
    }

    boolean isFailed() {
        return state == State.FAILED;
    }
}
