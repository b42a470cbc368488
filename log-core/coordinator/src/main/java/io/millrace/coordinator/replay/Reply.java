package io.millrace.coordinator.replay;

/**
 * The answer to a command that some later command decides: a join waits for the other members. It leaves when everything
 * decided until then is committed; when the coordinator resigns before, it fails by itself. <i>Loop-owned.</i>
 */
public interface Reply<A> {
    /** Answers; only the first call counts. */
    void send(A answer);
}
