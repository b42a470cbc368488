package io.millrace.simulator.world;

import io.millrace.base.Check;
import io.millrace.base.Clock;

/** Time that moves when the world says so; the wall clock may step, the monotonic one never goes back. <i>Loop-owned.</i> */
public final class VirtualClock implements Clock {
    /** 2026-01-01T00:00:00Z. */
    private static final long WALL_AT_START_MS = 1_767_225_600_000L;

    private long nanos;
    private long wallStepMs;

    VirtualClock() {}

    @Override
    public long wallMs() {
        return WALL_AT_START_MS + wallStepMs + nanos / 1_000_000;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /** Steps the wall clock, as an administrator or a time server does. */
    public void stepWall(long ms) {
        wallStepMs += ms;
    }

    void advanceTo(long later) {
        Check.that(later >= nanos, "time goes from %d to %d", nanos, later);
        nanos = later;
    }
}
