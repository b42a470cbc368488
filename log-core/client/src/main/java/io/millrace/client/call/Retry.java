package io.millrace.client.call;

import org.apache.kafka.common.errors.TimeoutException;

/** Tries a call again, with back-off, while its failure is one that passes and time is left. <i>Loop-owned.</i> */
public final class Retry<T> {
    private final CallContext context;
    private final String what;
    private final Attempt<T> attempt;
    private final Answer<T> answer;
    private final Backoff backoff;
    private final long deadlineNanos;

    private Retry(CallContext context, String what, Attempt<T> attempt, Answer<T> answer) {
        this.context = context;
        this.what = what;
        this.attempt = attempt;
        this.answer = answer;
        this.backoff = new Backoff(context.config().retryBackoff(), context.rng());
        this.deadlineNanos = context.nanos() + context.config().apiTimeoutMs() * 1_000_000L;
    }

    /** Begins; the answer gets the value, the failure that stays, or a TimeoutException with the last that passed. */
    public static <T> void run(CallContext context, String what, Attempt<T> attempt, Answer<T> answer) {
        new Retry<>(context, what, attempt, answer).again();
    }

    private void again() {
        attempt.attempt((value, failure) -> {
            if (failure == null || !Failures.passes(failure)) {
                answer.done(value, failure);
                return;
            }
            long pauseMs = backoff.nextMs();
            if (context.nanos() + pauseMs * 1_000_000L - deadlineNanos >= 0) {
                answer.done(null, timeout(failure));
                return;
            }
            context.loop().schedule(pauseMs, this::again);
        });
    }

    private TimeoutException timeout(Throwable last) {
        return new TimeoutException(
                what + ": not done within " + context.config().apiTimeoutMs() + " ms, last: " + last.getMessage(),
                last);
    }

    /**
     * One try.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    public interface Attempt<T> {
        /** Tries, and answers once. */
        void attempt(Answer<T> answer);
    }
}
