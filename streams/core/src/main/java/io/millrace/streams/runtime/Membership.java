package io.millrace.streams.runtime;

import io.millrace.client.group.MemberListener;
import org.jspecify.annotations.Nullable;

/** Notes what the group says, for the thread to act on between two turns of its loop. <i>Loop-owned.</i> */
final class Membership implements MemberListener {
    private boolean lost;
    private @Nullable Assigned assigned;
    private @Nullable Runnable revoke;
    private @Nullable Throwable failure;

    /** What was given in which generation. */
    record Assigned(int generation, byte[] assignment) {}

    @Override
    public void assigned(int generation, byte[] assignment) {
        assigned = new Assigned(generation, assignment);
    }

    @Override
    public void revoke(Runnable done) {
        revoke = done;
    }

    @Override
    public void lost() {
        lost = true;
        assigned = null;
        revoke = null;
    }

    @Override
    public void failed(Throwable why) {
        failure = why;
    }

    /** Whether ownership ended without asking, since the last call; comes before what else is noted. */
    boolean takeLost() {
        boolean was = lost;
        lost = false;
        return was;
    }

    /** What was given since the last call; comes before a revocation. */
    @Nullable
    Assigned takeAssigned() {
        Assigned was = assigned;
        assigned = null;
        return was;
    }

    /** Whether the group waits for this member to give its tasks up. */
    boolean revoking() {
        return revoke != null;
    }

    /** Tells the group that they are given up. */
    void revoked() {
        Runnable done = revoke;
        revoke = null;
        if (done != null) {
            done.run();
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
