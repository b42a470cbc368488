package io.millrace.platform.pages.ask;

import io.millrace.platform.pages.view.OneLine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A value, or in one line why there is none. <i>Immutable.</i>
 *
 * @param value null when it failed
 * @param error null when it did not
 */
record Got<T>(@Nullable T value, @Nullable String error) {
    private static final int PATIENCE_MS = 6_000;

    /** Of this future, which may wait for nobody longer than a page would. */
    static <T> CompletableFuture<Got<T>> of(CompletableFuture<T> future) {
        return future.copy()
                .orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .handle((value, failure) -> failure == null ? new Got<>(value, null) : new Got<>(null, why(failure)));
    }

    T or(T other) {
        return value == null ? other : value;
    }

    private static String why(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof java.util.concurrent.TimeoutException) {
            return "no answer within " + PATIENCE_MS / 1000 + " s";
        }
        return root instanceof java.net.ConnectException ? "nobody listens there" : OneLine.of(root);
    }
}
