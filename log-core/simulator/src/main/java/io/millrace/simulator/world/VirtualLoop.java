package io.millrace.simulator.world;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop of the simulated world: its tasks run in their order, but when they run among those of other loops is the
 * seed's choice. Once killed it runs nothing and takes nothing, as a thread of a process that is gone.
 */
public final class VirtualLoop implements Loop {
    private final World world;
    private final String name;
    private final LongSupplier latencyNanos;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private long readyNanos;
    private boolean dead;

    VirtualLoop(World world, String name, LongSupplier latencyNanos) {
        this.world = world;
        this.name = name;
        this.latencyNanos = latencyNanos;
    }

    @Override
    public void execute(Runnable task) {
        if (dead) {
            return;
        }
        if (inbox.isEmpty()) {
            takeTime();
        }
        inbox.add(task);
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
        return world.at(world.clock().nanos() + Math.max(0, delayMs) * 1_000_000, this, task);
    }

    @Override
    public boolean inLoop() {
        return world.running() == this;
    }

    @Override
    public Clock clock() {
        return world.clock();
    }

    /** Nothing runs on it before that time: a collector's pause, a stuck disk. */
    public void stall(long nanos) {
        readyNanos = Math.max(readyNanos, world.clock().nanos() + nanos);
    }

    /** Ends it with all that it had to do. */
    public void kill() {
        dead = true;
        inbox.clear();
        world.forget(this);
    }

    boolean hasWork() {
        return !inbox.isEmpty();
    }

    long readyNanos() {
        return readyNanos;
    }

    @Nullable
    Runnable take() {
        Runnable task = inbox.poll();
        if (!inbox.isEmpty()) {
            takeTime();
        }
        return task;
    }

    private void takeTime() {
        readyNanos = Math.max(readyNanos, world.clock().nanos() + latencyNanos.getAsLong());
    }

    @Override
    public String toString() {
        return name;
    }
}
