package io.millrace.client.call;

import io.millrace.base.Loop;
import org.jspecify.annotations.Nullable;

/** One timer for many deadlines: it rings at the earliest it was set to, and is then set anew. <i>Loop-owned.</i> */
public final class Alarm {
    private final Loop loop;
    private final Runnable task;
    private Loop.@Nullable Timer timer;
    private long dueNanos;

    /** Not set. The task runs when it rings, with the alarm unset. */
    public Alarm(Loop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /** Rings at that monotonic time, or earlier if it is set to earlier. */
    public void at(long nanos) {
        Loop.Timer set = timer;
        if (set != null) {
            if (dueNanos - nanos <= 0) {
                return;
            }
            set.cancel();
        }
        dueNanos = nanos;
        long delayMs = Math.max(0, (nanos - loop.clock().nanos() + 999_999) / 1_000_000);
        timer = loop.schedule(delayMs, this::ring);
    }

    /** Does not ring until it is set again. */
    public void cancel() {
        Loop.Timer set = timer;
        if (set != null) {
            set.cancel();
            timer = null;
        }
    }

    private void ring() {
        timer = null;
        task.run();
    }
}
