package io.millrace.connect.task.flow;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.errors.RetriableException;

/** Tries an operation on one record again while it says that this may help. Owned by one thread. */
public final class Retries {
    private static final long FIRST_PAUSE_MS = 300;
    private static final long LONGEST_NAP_MS = 100;

    private final ErrorPolicy policy;
    private final BooleanSupplier stopping;

    /** Gives up early when the task is to stop. */
    public Retries(ErrorPolicy policy, BooleanSupplier stopping) {
        this.policy = policy;
        this.stopping = stopping;
    }

    /** The operation's result after it failed once with this; throws the last failure when it is over. */
    public <T> T afterFailure(Exception first, Operation<T> again) throws Exception {
        long began = System.nanoTime();
        Exception last = first;
        for (int tried = 1; last instanceof RetriableException && policy.retryTimeoutMs() != 0; tried++) {
            long pauseMs = pauseMs(tried);
            long spentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            if (policy.retryTimeoutMs() > 0 && spentMs + pauseMs > policy.retryTimeoutMs() || !nap(pauseMs)) {
                break;
            }
            try {
                return again.run();
            } catch (Exception e) {
                last = e;
            }
        }
        throw last;
    }

    private long pauseMs(int tried) {
        long exponential = FIRST_PAUSE_MS << Math.min(tried - 1, 20);
        long capped = Math.min(exponential, policy.retryDelayMaxMs());
        return capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1);
    }

    /** False when the task is to stop. */
    private boolean nap(long ms) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long left = ms; left > 0; left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            Thread.sleep(Math.min(left, LONGEST_NAP_MS));
        }
        return !stopping.getAsBoolean();
    }

    /** What may be tried again. */
    @FunctionalInterface
    public interface Operation<T> {
        /** Once. */
        T run() throws Exception;
    }
}
