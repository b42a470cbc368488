package io.millrace.client;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.config.ClientConfig;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client with a thread of its own that turns its loop: for parts whose threads wait for databases and web clients, and
 * must not let a membership end meanwhile. Work is handed over in batches. <i>Any thread;</i> the {@link #client()} and
 * what is made from it belong to {@link #loop()}.
 */
public final class ClientThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientThread.class);
    private static final long LONGEST_WAIT_MS = 60_000;

    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;
    private final Thread thread;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    private ClientThread(String name, ClientConfig config) {
        client = LogClient.open(config, loop);
        thread = new Thread(this::turn, name);
        thread.setDaemon(true);
    }

    /**
     * Opens a client and starts its thread.
     *
     * @throws IllegalArgumentException when no log of this JVM has the given id
     */
    public static ClientThread start(String name, ClientConfig config) {
        ClientThread started = new ClientThread(name, config);
        started.thread.start();
        return started;
    }

    /** Runs what touches the client. */
    public Loop loop() {
        return loop;
    }

    /** The client; touched on the loop only. */
    public LogClient client() {
        return client;
    }

    /** Makes a call on the loop; completes on the loop, exceptionally when the call fails or this is closed first. */
    public <T> CompletableFuture<T> ask(BiConsumer<LogClient, Answer<T>> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        hand(
                future,
                () -> call.accept(client, (value, failure) -> {
                    if (failure != null) {
                        future.completeExceptionally(failure);
                    } else {
                        future.complete(value);
                    }
                }));
        return future;
    }

    /** As {@link #ask}, for a call without a value. */
    public CompletableFuture<Void> tell(BiConsumer<LogClient, Done> call) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        hand(
                future,
                () -> call.accept(client, failure -> {
                    if (failure != null) {
                        future.completeExceptionally(failure);
                    } else {
                        future.complete(null);
                    }
                }));
        return future;
    }

    /** Runs this on the loop; a failure is logged. */
    public void run(Consumer<LogClient> work) {
        loop.execute(() -> work.accept(client));
    }

    private void hand(CompletableFuture<?> future, Runnable call) {
        open.add(future);
        future.whenComplete((value, failure) -> open.remove(future));
        loop.execute(() -> {
            try {
                call.run();
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        if (stopped) {
            future.completeExceptionally(new IllegalStateException("the client is closed"));
        }
    }

    private void turn() {
        while (!stopped) {
            try {
                loop.turn(LONGEST_WAIT_MS);
            } catch (RuntimeException e) {
                // The one outer handler of this loop: the task is lost, the loop goes on for the others.
                LOG.error("a task of {} failed", thread.getName(), e);
            }
        }
        client.close();
        loop.turn(0);
        open.forEach(future -> future.completeExceptionally(new IllegalStateException("the client is closed")));
    }

    /** Ends the thread after what was handed in, closes the client, fails what still waits; returns when it is done. */
    @Override
    public void close() {
        loop.execute(() -> stopped = true);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
