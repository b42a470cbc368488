package io.millrace.client.call;

import io.millrace.base.Rng;
import io.millrace.client.config.ClientConfig.Pause;

/** Pauses that double from failure to failure, each off by up to a fifth so that clients do not march in step. <i>Loop-owned.</i> */
public final class Backoff {
    private static final int DOUBLINGS = 20;

    private final Pause pause;
    private final Rng rng;
    private int failures;

    /** Without a failure yet. */
    public Backoff(Pause pause, Rng rng) {
        this.pause = pause;
        this.rng = rng;
    }

    /** Counts a failure and says how long to pause. */
    public long nextMs() {
        return afterMs(pause, failures++, rng);
    }

    /** A success: the next pause is the first again. */
    public void reset() {
        failures = 0;
    }

    /** The pause after that many earlier failures. */
    public static long afterMs(Pause pause, int earlierFailures, Rng rng) {
        long plain = Math.min((long) pause.firstMs() << Math.min(earlierFailures, DOUBLINGS), pause.maxMs());
        int spread = (int) (plain / 5);
        return spread == 0 ? plain : plain - spread + rng.nextInt(2 * spread + 1);
    }
}
