package io.millrace.simulator.network;

import io.millrace.base.Rng;

/** How the network is at the moment; the faults change it. <i>Loop-owned.</i> */
public final class Conditions {
    private static final int FAST_NANOS = 200_000;

    private final Rng rng;
    private int slowestNanos = FAST_NANOS;

    /** Fast. */
    public Conditions(Rng rng) {
        this.rng = rng;
    }

    /** From now on a message takes up to so long. */
    public void slow(int slowestMs) {
        slowestNanos = slowestMs * 1_000_000;
    }

    /** As at the beginning. */
    public void fast() {
        slowestNanos = FAST_NANOS;
    }

    long delayNanos() {
        return 20_000 + rng.nextInt(slowestNanos);
    }

    Rng rng() {
        return rng;
    }
}
