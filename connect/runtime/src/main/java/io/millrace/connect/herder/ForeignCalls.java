package io.millrace.connect.herder;

import io.millrace.connect.herder.config.Refused;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads for calls into plug-ins that belong to no running connector, such as validation. <i>Any thread.</i> */
final class ForeignCalls implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 64;
    private static final int MAX_STUCK = 60;

    private final ThreadPoolExecutor threads;
    private final long patienceMs;
    private int stuck;

    /** With calls that may take so long. */
    ForeignCalls(long patienceMs) {
        this.patienceMs = patienceMs;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), work -> {
                    Thread thread = new Thread(work, "connect-plugin-call-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Fails when the call does, when it takes too long, or when too many wait already. */
    <T> CompletableFuture<T> call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> run(work, result));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new Refused(503, "too many calls into plug-ins are waiting"));
        }
        return result;
    }

    private <T> void run(Callable<T> work, CompletableFuture<T> result) {
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(patienceMs, TimeUnit.MILLISECONDS).whenComplete((nothing, late) -> {
            if (late != null) {
                result.completeExceptionally(new Refused(
                        504, "a plug-in has not answered within " + patienceMs / 1_000 + " s, and is left to itself"));
                giveUp(caller);
            }
        });
        try {
            result.complete(work.call());
        } catch (Throwable e) { // a plug-in may throw anything; its thread is the place where that ends
            result.completeExceptionally(e);
        } finally {
            if (!over.complete(null)) {
                comeBack();
            }
        }
    }

    /** Another thread takes the place of one that is stuck. */
    private synchronized void giveUp(Thread caller) {
        stuck++;
        int wanted = THREADS + Math.min(stuck, MAX_STUCK);
        threads.setMaximumPoolSize(wanted);
        threads.setCorePoolSize(wanted);
        caller.interrupt();
    }

    private synchronized void comeBack() {
        stuck--;
        int wanted = THREADS + Math.min(stuck, MAX_STUCK);
        threads.setCorePoolSize(wanted);
        threads.setMaximumPoolSize(wanted);
        // Its interrupt is not the next call's.
        Thread.interrupted();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
