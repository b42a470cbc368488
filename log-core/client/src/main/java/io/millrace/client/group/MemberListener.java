package io.millrace.client.group;

/**
 * Told what a member owns. Called on the client's loop, in this order: assigned, then revoke or lost, then assigned again
 * and so on; failed is the last.
 */
public interface MemberListener {
    /**
     * The member owns this from now on.
     *
     * @param generation the group's generation, for logs
     * @param assignment as the leader's assignor gave it; empty when it gave none
     */
    void assigned(int generation, byte[] assignment);

    /**
     * The group divides its work anew: finish, commit (the member still may), then run {@code done}, once, now or later on
     * the loop. Nothing is owned after that until assigned. Heartbeats go on meanwhile; the group waits for
     * {@code max.poll.interval.ms}.
     */
    void revoke(Runnable done);

    /** Ownership ended without asking (session timed out, or coordinator forgot the member): commits would be refused. */
    void lost();

    /** The member cannot go on: its instance id was taken over, its protocol refused, or it is not authorised. */
    void failed(Throwable failure);
}
