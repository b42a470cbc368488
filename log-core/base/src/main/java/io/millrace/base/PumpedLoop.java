package io.millrace.base;

import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loop that its owner thread turns by calling {@link #turn}: a stream thread between batches, a disk thread, a command
 * that waits for an answer. The first thread that turns it owns it. Inbox: <i>any thread</i>; the rest: <i>loop-owned</i>.
 */
public final class PumpedLoop implements Loop {
    private static final int TASKS_PER_TURN = 1024;

    private final Clock clock;
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Pending> timers = new PriorityQueue<>();
    private volatile @Nullable Thread owner;
    private volatile boolean parked;
    private long timerSequence;

    /** A loop on the given clock, not yet owned. */
    public PumpedLoop(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        inbox.add(task);
        wakeup();
    }

    /** Ends a wait in {@link #turn} early. <i>Any thread.</i> */
    public void wakeup() {
        if (parked) {
            LockSupport.unpark(owner);
        }
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        Pending pending = new Pending(clock.nanos() + delayMs * 1_000_000L, task);
        run(() -> {
            pending.sequence = timerSequence++;
            timers.add(pending);
        });
        return pending;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == owner;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /**
     * Runs what is due; when nothing is, waits for at most the given time for something to become due, and runs it.
     *
     * @return the number of tasks run; 0 means idle
     */
    public int turn(long maxWaitMs) {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        Check.that(inLoop(), "a pumped loop is turned by one thread only");
        int done = runDue();
        if (done == 0 && maxWaitMs > 0) {
            await(maxWaitMs);
            done = runDue();
        }
        return done;
    }

    /** Lets another thread own the loop from its next turn on; called by the owner, or before the first turn. */
    public void release() {
        owner = null;
    }

    private int runDue() {
        int done = 0;
        // Bounded: a task that posts itself again must not starve the caller.
        for (int left = TASKS_PER_TURN; left > 0; left--) {
            Runnable task = inbox.poll();
            if (task == null) {
                break;
            }
            task.run();
            done++;
        }
        if (!timers.isEmpty()) {
            long now = clock.nanos();
            for (Pending head = timers.peek(); head != null && head.dueNanos - now <= 0; head = timers.peek()) {
                timers.poll();
                if (!head.cancelled) {
                    head.task.run();
                    done++;
                }
            }
        }
        return done;
    }

    private void await(long maxWaitMs) {
        long waitNanos = maxWaitMs * 1_000_000L;
        Pending head = timers.peek();
        if (head != null) {
            waitNanos = Math.min(waitNanos, head.dueNanos - clock.nanos());
        }
        parked = true;
        if (waitNanos > 0 && inbox.isEmpty()) {
            LockSupport.parkNanos(this, waitNanos);
        }
        parked = false;
    }

    private static final class Pending implements Timer, Comparable<Pending> {
        private final long dueNanos;
        private final Runnable task;
        private long sequence;
        private volatile boolean cancelled;

        private Pending(long dueNanos, Runnable task) {
            this.dueNanos = dueNanos;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Pending other) {
            int byTime = Long.signum(dueNanos - other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
