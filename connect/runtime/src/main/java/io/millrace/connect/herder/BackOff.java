package io.millrace.connect.herder;

import io.millrace.base.Loop.Timer;
import io.millrace.connect.task.RestartPolicy;
import org.jspecify.annotations.Nullable;

/**
 * When something that failed is started again: each time later, up to a cap, and no more once its restarts are spent. A run
 * longer than the cap counts as healthy, and the count begins anew. <i>Loop-owned.</i>
 */
final class BackOff {
    private final Ground ground;
    private @Nullable Timer planned;
    private long dueNanos;
    private long runningSinceNanos;
    private int restarts;

    BackOff(Ground ground) {
        this.ground = ground;
    }

    /** It runs from now on. */
    void runs() {
        runningSinceNanos = now();
    }

    /**
     * It has failed: plans the next start, unless the restarts are spent.
     *
     * @param spread whether to come up to a fifth later, so that what fell together does not come back all at once
     */
    void fails(RestartPolicy policy, boolean spread, Runnable again) {
        if (runningSinceNanos != 0 && now() - runningSinceNanos > policy.maxDelayMs() * 1_000_000) {
            restarts = 0;
        }
        runningSinceNanos = 0;
        if (policy.max() >= 0 && restarts >= policy.max()) {
            return;
        }
        long delayMs = policy.delayMs(restarts);
        if (spread) {
            delayMs += ground.rng().nextInt((int) Math.min(Integer.MAX_VALUE, delayMs / 5 + 1));
        }
        dueNanos = now() + delayMs * 1_000_000;
        planned = ground.loop().schedule(delayMs, () -> {
            planned = null;
            again.run();
        });
    }

    /** It is started again, for a failure. */
    void counts() {
        restarts++;
    }

    /** A person wants it started: that counts as the first time. */
    void forgets() {
        restarts = 0;
    }

    /** Starts nothing that was planned. */
    void cancels() {
        Timer timer = planned;
        if (timer != null) {
            timer.cancel();
            planned = null;
        }
    }

    int restarts() {
        return restarts;
    }

    /** Until the next start in milliseconds; -1 when none is planned. */
    long leftMs() {
        return planned == null ? -1 : Math.max(0, (dueNanos - now()) / 1_000_000);
    }

    private long now() {
        return ground.loop().clock().nanos();
    }
}
