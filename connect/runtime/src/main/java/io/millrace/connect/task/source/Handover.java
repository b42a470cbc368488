package io.millrace.connect.task.source;

import io.millrace.connect.task.flow.StageFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What passes between a source task's thread and the loop: permission to hand over more, acknowledgements, failures.
 * <i>Any thread;</i> its lock is its own. At most {@link #MAX_CHUNKS} chunks wait to be appended.
 */
final class Handover {
    static final int MAX_CHUNKS = 4;

    private final ArrayDeque<Acked> acked = new ArrayDeque<>();
    private final List<StageFailure> skipped = new ArrayList<>();
    private @Nullable StageFailure failure;
    private int chunks;
    private boolean committed;
    private boolean woken;

    /** Waits for permission to hand a chunk over; throws what made it impossible. */
    synchronized void enter() throws InterruptedException {
        while (chunks >= MAX_CHUNKS && failure == null) {
            wait();
        }
        orThrow();
        chunks++;
    }

    synchronized void leave() {
        chunks--;
        notifyAll();
    }

    synchronized void acked(Acked each) {
        acked.add(each);
    }

    synchronized void skipped(StageFailure why) {
        skipped.add(why);
    }

    synchronized void failed(StageFailure why) {
        if (failure == null) {
            failure = why;
        }
        notifyAll();
    }

    synchronized void committed() {
        committed = true;
    }

    synchronized void orThrow() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether offsets were written since the last call. */
    synchronized boolean takeCommitted() {
        boolean was = committed;
        committed = false;
        return was;
    }

    /** The records acknowledged since the last call, in order. */
    synchronized List<Acked> takeAcked() {
        if (acked.isEmpty()) {
            return List.of();
        }
        List<Acked> all = List.copyOf(acked);
        acked.clear();
        return all;
    }

    /** What was left out since the last call. */
    synchronized List<StageFailure> takeSkipped() {
        if (skipped.isEmpty()) {
            return List.of();
        }
        List<StageFailure> all = List.copyOf(skipped);
        skipped.clear();
        return all;
    }

    /** Waits until woken, or so long. */
    synchronized void await(long ms) throws InterruptedException {
        long until = System.nanoTime() + ms * 1_000_000L;
        while (!woken && failure == null) {
            long left = (until - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        woken = false;
    }

    synchronized void wake() {
        woken = true;
        notifyAll();
    }
}
