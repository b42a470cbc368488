package io.millrace.client.call;

import io.millrace.base.PumpedLoop;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Turns a pumped loop until a call is answered: for commands and tests, whose own thread is the client's loop. */
public final class Await {
    private Await() {}

    /**
     * Makes the call on the loop's owner thread (the calling one) and waits for its value.
     *
     * @throws TimeoutException when the answer did not come in time
     * @throws RuntimeException the failure that the call was answered with (a checked one is wrapped)
     */
    public static <T> T value(PumpedLoop loop, long timeoutMs, Consumer<Answer<T>> call) {
        Box<T> box = new Box<>();
        call.accept((value, failure) -> {
            box.value = value;
            box.failure = failure;
            box.done = true;
        });
        turn(loop, timeoutMs, box);
        T value = box.value;
        if (value == null) {
            throw new IllegalStateException("the call was answered with neither a value nor a failure");
        }
        return value;
    }

    /** As {@link #value}, for a call without a value. */
    public static void done(PumpedLoop loop, long timeoutMs, Consumer<Done> call) {
        Box<Object> box = new Box<>();
        call.accept(failure -> {
            box.failure = failure;
            box.done = true;
        });
        turn(loop, timeoutMs, box);
    }

    private static void turn(PumpedLoop loop, long timeoutMs, Box<?> box) {
        long deadline = loop.clock().nanos() + timeoutMs * 1_000_000L;
        while (!box.done) {
            long leftMs = (deadline - loop.clock().nanos() + 999_999L) / 1_000_000L;
            if (leftMs <= 0) {
                throw new TimeoutException("no answer within " + timeoutMs + " ms");
            }
            loop.turn(leftMs);
        }
        Throwable failure = box.failure;
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    private static final class Box<T> {
        private @Nullable T value;
        private @Nullable Throwable failure;
        private boolean done;
    }
}
