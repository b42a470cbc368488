package io.millrace.connect.herder;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Tries again what needs an empty group: a task that has ended may have left its group a moment later than that is
 * known here. <i>Any thread.</i>
 */
final class UntilEmpty {
    private static final int ATTEMPTS = 150;
    private static final long PAUSE_MS = 100;

    private UntilEmpty() {}

    /** The first answer that is not that somebody is in the group, or that one once 15 s have gone. */
    static <T> CompletableFuture<T> trying(Supplier<CompletableFuture<T>> attempt) {
        return trying(attempt, ATTEMPTS, PAUSE_MS);
    }

    static <T> CompletableFuture<T> trying(Supplier<CompletableFuture<T>> attempt, int attempts, long pauseMs) {
        return attempt.get().exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            boolean occupied = cause instanceof UnknownMemberIdException || cause instanceof GroupNotEmptyException;
            if (!occupied || attempts <= 1) {
                return CompletableFuture.failedFuture(cause);
            }
            return CompletableFuture.supplyAsync(
                            () -> attempts - 1, CompletableFuture.delayedExecutor(pauseMs, TimeUnit.MILLISECONDS))
                    .thenCompose(left -> trying(attempt, left, pauseMs));
        });
    }
}
