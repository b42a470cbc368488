package io.millrace.coordinator.consumer;

/** The clockwork for members: when a time is up, {@link ConsumerGroups#fire} is called. <i>Loop-owned.</i> */
public interface ConsumerTimers {
    /** What the time is up for. */
    enum Kind {
        /** A member to give a sign of life. */
        SESSION,
        /** A member to give up partitions. */
        REVOCATION
    }

    /** Sets that timer in place of an earlier one of the same member and kind. */
    void schedule(Kind kind, String group, String member, long delayMs);

    /** Forgets that timer, if there is one. */
    void cancel(Kind kind, String group, String member);
}
