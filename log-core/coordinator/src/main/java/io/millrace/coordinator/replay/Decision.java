package io.millrace.coordinator.replay;

import java.util.List;

/** What a command comes to: records to append and apply, and the answer that leaves once they are committed. */
public record Decision<R, A>(List<R> records, A answer) {
    /** Nothing changes. */
    public static <R, A> Decision<R, A> answer(A answer) {
        return new Decision<>(List.of(), answer);
    }
}
