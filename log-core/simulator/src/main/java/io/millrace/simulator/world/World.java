package io.millrace.simulator.world;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All loops of all processes in one thread, and their time. Among the loops that have something to do the seed chooses;
 * when none has, time passes to the next thing that is due. <i>Loop-owned.</i>
 */
public final class World {
    /** A task takes up to so long. */
    private static final int TASK_NANOS = 20_000;

    private final Rng rng;
    private final VirtualClock clock = new VirtualClock();
    private final Trace trace = new Trace();
    private final List<VirtualLoop> loops = new ArrayList<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final List<VirtualLoop> runnable = new ArrayList<>();
    private long timerSequence;
    private long tasks;
    private @Nullable VirtualLoop running;

    /** Empty, at time zero. */
    public World(long seed) {
        this.rng = Rng.seeded(seed);
    }

    /** A new loop whose tasks run as soon as it is their turn. */
    public VirtualLoop loop(String name) {
        return loop(name, () -> 0);
    }

    /** A new loop each of whose tasks begins after a while. */
    public VirtualLoop loop(String name, LongSupplier latencyNanos) {
        VirtualLoop loop = new VirtualLoop(this, name, latencyNanos);
        loops.add(loop);
        return loop;
    }

    /** Numbers for somebody of their own, so that one who draws more does not change what the others draw. */
    public Rng fork() {
        return Rng.seeded(rng.nextLong());
    }

    /** The time. */
    public VirtualClock clock() {
        return clock;
    }

    /** The story so far. */
    public Trace trace() {
        return trace;
    }

    /** Adds a line to the story. */
    public void tell(String who, String what, String detail) {
        trace.add(clock.nanos(), who, what, detail);
    }

    /** Tasks run so far. */
    public long tasks() {
        return tasks;
    }

    /** Runs the task on the loop at that time, after those that were to run then before it. */
    public Loop.Timer at(long nanos, VirtualLoop loop, Runnable task) {
        Due due = new Due(nanos, timerSequence++, loop, task);
        timers.add(due);
        return due;
    }

    /** Runs one task, or lets time pass; false when nothing will ever be due. */
    public boolean step() {
        VirtualLoop next = choose();
        if (next == null) {
            return passTime();
        }
        Runnable task = next.take();
        tasks++;
        running = next;
        try {
            if (task != null) {
                task.run();
            }
        } finally {
            running = null;
            clock.advanceTo(clock.nanos() + rng.nextInt(TASK_NANOS));
            ring();
        }
        return true;
    }

    @Nullable
    VirtualLoop running() {
        return running;
    }

    void forget(VirtualLoop loop) {
        loops.remove(loop);
    }

    private @Nullable VirtualLoop choose() {
        runnable.clear();
        long now = clock.nanos();
        for (VirtualLoop loop : loops) {
            if (loop.hasWork() && loop.readyNanos() <= now) {
                runnable.add(loop);
            }
        }
        return runnable.isEmpty() ? null : runnable.get(rng.nextInt(runnable.size()));
    }

    private boolean passTime() {
        long next = Long.MAX_VALUE;
        for (VirtualLoop loop : loops) {
            if (loop.hasWork()) {
                next = Math.min(next, loop.readyNanos());
            }
        }
        Due head = timers.peek();
        if (head != null) {
            next = Math.min(next, head.nanos);
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        clock.advanceTo(Math.max(clock.nanos(), next));
        ring();
        return true;
    }

    private void ring() {
        for (Due head = timers.peek(); head != null && head.nanos <= clock.nanos(); head = timers.peek()) {
            timers.poll();
            Due due = head;
            due.loop.execute(() -> {
                // Cancelled perhaps while it waited for its loop.
                if (!due.cancelled) {
                    due.task.run();
                }
            });
        }
    }

    private static final class Due implements Loop.Timer, Comparable<Due> {
        private final long nanos;
        private final long sequence;
        private final VirtualLoop loop;
        private final Runnable task;
        private boolean cancelled;

        private Due(long nanos, long sequence, VirtualLoop loop, Runnable task) {
            this.nanos = nanos;
            this.sequence = sequence;
            this.loop = loop;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
