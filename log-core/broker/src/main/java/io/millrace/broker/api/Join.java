package io.millrace.broker.api;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task when as many parts are done as were begun; parts may end on <i>any thread</i>. */
public final class Join {
    private final AtomicInteger left = new AtomicInteger(1);
    private final Runnable then;

    /** Runs the task when all is done. */
    public Join(Runnable then) {
        this.then = then;
    }

    /** One more part is under way. */
    public void begin() {
        left.incrementAndGet();
    }

    /** A part is done; called once more by who began them, after the last {@link #begin}. */
    public void done() {
        if (left.decrementAndGet() == 0) {
            then.run();
        }
    }
}
