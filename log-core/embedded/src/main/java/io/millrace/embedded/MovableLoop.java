package io.millrace.embedded;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A loop whose timers follow a {@link MovableClock}. */
final class MovableLoop implements Loop {
    /** A loop that ended drops what it is handed; nobody waits for it longer than this. */
    private static final long PATIENCE_SECONDS = 10;

    private final Loop loop;
    private final MovableClock clock;
    /** Loop-owned. */
    private final PriorityQueue<Pending> timers = new PriorityQueue<>();

    private long sequence;

    MovableLoop(Loop loop, MovableClock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        Pending pending = new Pending(clock.nanos() + delayMs * 1_000_000L, task);
        loop.run(() -> {
            pending.sequence = sequence++;
            timers.add(pending);
        });
        // A move of the clock only ever makes it earlier than the machine's own time does.
        Timer real = loop.schedule(delayMs, () -> {
            if (timers.remove(pending)) {
                task.run();
            }
        });
        return () -> {
            real.cancel();
            timers.remove(pending);
        };
    }

    /** Runs what has fallen due, and waits until it has begun. */
    void runDue() {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                turn();
            } finally {
                done.countDown();
            }
        });
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        long now = clock.nanos();
        for (Pending head = timers.peek(); head != null && head.dueNanos - now <= 0; head = timers.peek()) {
            timers.poll();
            // One of its own, so that a task that fails takes no other one with it.
            loop.execute(head.task);
        }
    }

    private static final class Pending implements Comparable<Pending> {
        private final long dueNanos;
        private final Runnable task;
        private long sequence;

        private Pending(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        @Override
        public int compareTo(Pending other) {
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
