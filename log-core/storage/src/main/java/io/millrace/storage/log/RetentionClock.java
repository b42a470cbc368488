package io.millrace.storage.log;

import io.millrace.base.Clock;

/**
 * The wall clock as retention may believe it: it never runs ahead of the monotonic one, so that a step forward cannot
 * make young records old. A step back is believed. <i>Loop-owned.</i>
 */
final class RetentionClock {
    private final Clock clock;
    private long lastMs;
    private long lastNanos;

    RetentionClock(Clock clock) {
        this.clock = clock;
        this.lastMs = clock.wallMs();
        this.lastNanos = clock.nanos();
    }

    /** Milliseconds since the epoch: the wall clock's, or less. */
    long nowMs() {
        // Whole milliseconds only: what is left of one counts next time, else this would fall behind step by step.
        long elapsedMs = (clock.nanos() - lastNanos) / 1_000_000;
        lastNanos += elapsedMs * 1_000_000;
        lastMs = Math.min(clock.wallMs(), lastMs + elapsedMs);
        return lastMs;
    }
}
