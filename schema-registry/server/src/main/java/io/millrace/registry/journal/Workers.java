package io.millrace.registry.journal;

import io.millrace.registry.schema.Refusal;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A few threads for work that takes its time, with a bounded queue; they end when nothing is to do for a while. What still
 * waits when they are closed fails. <i>Any thread.</i>
 */
public final class Workers implements AutoCloseable {
    private static final int WAITING = 1_024;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();

    /** So many threads of that name. */
    public Workers(String name, int count) {
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Does the work on one of the threads; fails with what it throws, or a {@link Refusal} when too much waits. */
    public <T> CompletableFuture<T> run(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        open.add(done);
        done.whenComplete((value, failure) -> open.remove(done));
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.get());
                } catch (StackOverflowError e) {
                    // Types that refer to each other through many subjects: a check recurses as deep as they go.
                    done.completeExceptionally(Refusal.invalidSchema("Invalid schema: nested too deep"));
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                } catch (Error e) {
                    // Whoever asked must not wait for ever; the thread goes the way of the error.
                    done.completeExceptionally(e);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(closing("too many requests wait, or the registry is closing"));
        }
        return done;
    }

    /** Interrupts what runs and fails what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
        open.forEach(waiting -> waiting.completeExceptionally(closing("the registry is closing")));
    }

    private static Refusal closing(String why) {
        return new Refusal(500, 50001, why);
    }
}
