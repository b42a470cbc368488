package io.millrace.connect.herder;

import io.millrace.connect.herder.config.Refused;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ThreadPoolExecutor threads;

    ForeignCalls() {
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
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable e) { // a plug-in may throw anything; its thread is the place where that ends
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new Refused(503, "too many calls into plug-ins are waiting"));
        }
        return result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
