package io.millrace.embedded;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Loop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock for tests: it goes with this machine's, and is moved ahead of it by hand. What waits for a time that a move
 * reaches (session timeouts, transaction timeouts, retention) happens at once. <i>Any thread.</i>
 */
public final class MovableClock implements Clock {
    private final AtomicLong aheadNanos = new AtomicLong();
    private final List<MovableLoop> loops = new CopyOnWriteArrayList<>();

    /** Not yet ahead. */
    public MovableClock() {}

    @Override
    public long wallMs() {
        return SYSTEM.wallMs() + aheadNanos.get() / 1_000_000L;
    }

    @Override
    public long nanos() {
        return SYSTEM.nanos() + aheadNanos.get();
    }

    /** Moves ahead, and returns when all that fell due by it has begun. Never called on one of the log's threads. */
    public void advance(Duration by) {
        Check.that(!by.isNegative(), "time does not go back by %s", by);
        aheadNanos.addAndGet(by.toNanos());
        loops.forEach(MovableLoop::runDue);
    }

    /** How far it is ahead of this machine's clock. */
    public Duration ahead() {
        return Duration.ofNanos(aheadNanos.get());
    }

    /** That loop, its timers on this clock. */
    MovableLoop loop(Loop loop) {
        MovableLoop moved = new MovableLoop(loop, this);
        loops.add(moved);
        return moved;
    }
}
