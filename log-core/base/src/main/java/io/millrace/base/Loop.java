package io.millrace.base;

import java.util.concurrent.Executor;

/**
 * One thread, its inbox and its timers. State that a loop owns is touched by tasks of that loop only, so it needs no
 * lock. A loop that has ended drops what it is handed. Production: a Netty event loop or a {@link PumpedLoop}; simulation:
 * virtual time in seeded order.
 */
public interface Loop extends Executor {
    /** Runs the task on this loop after all tasks handed in before it by the same thread. <i>Any thread.</i> */
    @Override
    void execute(Runnable task);

    /** Runs the task on this loop once, not before the delay has passed. <i>Any thread.</i> */
    Timer schedule(long delayMs, Runnable task);

    /** Whether the calling thread is the one that owns this loop's state. */
    boolean inLoop();

    /** This loop's clock. */
    Clock clock();

    /** Runs the task now when called on the loop, else posts it. */
    default void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** A task that waits for its time. */
    interface Timer {
        /** Forgets the task if it has not run yet; otherwise does nothing. Loop-owned. */
        void cancel();
    }
}
