package io.millrace.connect.task;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One task on its own thread. <i>Any thread.</i> */
public interface RunningTask {
    /** Rests from the next turn on, and keeps what it holds. */
    void pause();

    /** Goes on. */
    void resume();

    /**
     * Ends it: what was acknowledged is committed. Completes when the thread has ended; after the grace the thread is
     * interrupted, and given up when that does not help either.
     */
    CompletableFuture<Void> stop(Duration grace);
}
