package io.millrace.streams.runtime;

/**
 * Life of a stream thread.
 *
 * <pre>
 * CREATED --start--> STARTING --assigned--> PARTITIONS_ASSIGNED --all tasks restored--> RUNNING
 * RUNNING, PARTITIONS_ASSIGNED --the group divides anew--> PARTITIONS_REVOKED --assigned--> PARTITIONS_ASSIGNED
 * any --shutdown, failure--> PENDING_SHUTDOWN --closed--> DEAD
 * </pre>
 */
public enum ThreadState {
    /** Not started. */
    CREATED,
    /** Has no assignment yet. */
    STARTING,
    /** Gave its tasks up to be divided anew. */
    PARTITIONS_REVOKED,
    /** Restores tasks that it was given. */
    PARTITIONS_ASSIGNED,
    /** All its tasks process. */
    RUNNING,
    /** Commits for the last time. */
    PENDING_SHUTDOWN,
    /** Ended. */
    DEAD
}
