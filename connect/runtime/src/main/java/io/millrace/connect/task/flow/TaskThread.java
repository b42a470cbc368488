package io.millrace.connect.task.flow;

import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a task on its own thread. <i>Any thread;</i> what the task does is owned by its thread.
 *
 * <pre>
 * STARTING --begin--> RUNNING --pause--> PAUSED --resume--> RUNNING
 * any --stop--> (end) STOPPED;  any --what it does throws--> (end) FAILED
 * </pre>
 */
public abstract class TaskThread implements RunningTask {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThread.class);
    private static final long AFTER_INTERRUPT_MS = 1_000;

    protected final TaskSpec spec;
    protected final TaskListener listener;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean paused;
    private volatile boolean stopping;
    /** Told to stop, and interrupted as it did not: what it throws then is no failure of its own. */
    private volatile boolean interrupted;

    protected TaskThread(TaskSpec spec, TaskListener listener) {
        this.spec = spec;
        this.listener = listener;
        this.paused = spec.paused();
        thread = new Thread(this::live, "task-" + spec.id());
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public final void launch() {
        thread.start();
    }

    @Override
    public final void pause() {
        paused = true;
        wake();
    }

    @Override
    public final void resume() {
        paused = false;
        wake();
    }

    @Override
    public final CompletableFuture<Void> stop(Duration grace) {
        stopping = true;
        wake();
        Executor atGrace = CompletableFuture.delayedExecutor(Math.max(0, grace.toMillis()), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> over = new CompletableFuture<>();
        ended.whenComplete((nothing, failure) -> over.complete(null));
        atGrace.execute(() -> {
            if (ended.isDone()) {
                return;
            }
            interrupted = true;
            thread.interrupt();
            CompletableFuture.delayedExecutor(AFTER_INTERRUPT_MS, TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        if (over.complete(null)) {
                            LOG.warn("task {} does not end; its thread is left to itself", spec);
                        }
                    });
        });
        return over;
    }

    /** Makes what the task needs and starts it. */
    protected abstract void begin() throws Exception;

    /** Does some work, or waits for some. */
    protected abstract void turn() throws Exception;

    /** Does what a rest begins with. */
    protected abstract void rest() throws Exception;

    /** Waits until woken, at rest; a while at most. */
    protected abstract void await() throws Exception;

    /** Finishes; {@code failed} tells whether it ended by itself. What is thrown joins the failure. */
    protected abstract void end(boolean failed) throws Exception;

    /** Interrupts a wait, as the state changed. Any thread. */
    protected abstract void wake();

    protected final boolean stopping() {
        return stopping;
    }

    protected final boolean pausing() {
        return paused;
    }

    private void live() {
        Throwable failure = null;
        try {
            begin();
            listener.started();
            while (!stopping) {
                if (paused) {
                    sleep();
                } else {
                    turn();
                }
            }
        } catch (InterruptedException e) {
            failure = stopping ? null : e;
        } catch (Throwable e) { // a plug-in may throw anything; its thread is the place where that ends
            failure = interrupted ? null : e;
        }
        try {
            tell(finish(failure));
        } finally {
            ended.complete(null);
        }
    }

    private void sleep() throws Exception {
        rest();
        listener.paused();
        while (paused && !stopping) {
            await();
        }
        if (!stopping) {
            listener.resumed();
        }
    }

    private @Nullable Throwable finish(@Nullable Throwable failure) {
        try {
            end(failure != null);
            return failure;
        } catch (InterruptedException e) {
            return failure;
        } catch (Throwable e) { // as above
            if (failure == null) {
                return interrupted ? null : e;
            }
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return failure;
        }
    }

    private void tell(@Nullable Throwable failure) {
        if (failure == null) {
            listener.stopped();
            return;
        }
        String oneLine = spec.secrets()
                .scrub(
                        failure instanceof StageFailure known
                                ? String.valueOf(known.getMessage())
                                : OneLine.of(failure));
        String trace = spec.secrets().trace(failure);
        LOG.debug("task {} failed: {}", spec, oneLine);
        listener.failed(failure, oneLine, trace);
    }
}
