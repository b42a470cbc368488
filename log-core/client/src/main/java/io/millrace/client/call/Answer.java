package io.millrace.client.call;

import org.jspecify.annotations.Nullable;

/**
 * Takes the outcome of a call, once, on the client's loop, never inside the call that asked for it. Exactly one of the
 * two is not null. A failure that a node answered with is the {@link org.apache.kafka.common.errors.ApiException} of
 * its code ({@code Errors.forException} gives the code back); one that no node answered is a
 * {@link org.apache.kafka.common.errors.TimeoutException}.
 *
 * @param <T> what was asked for
 */
@FunctionalInterface
public interface Answer<T> {
    /** The value, or why there is none. */
    void done(@Nullable T value, @Nullable Throwable failure);
}
