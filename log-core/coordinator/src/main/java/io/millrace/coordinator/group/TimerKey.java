package io.millrace.coordinator.group;

import org.jspecify.annotations.Nullable;

/** Names one timer of one group; the member is empty for the group's own. <i>Immutable.</i> */
public record TimerKey(String group, Kind kind, String member) {
    /** What the time is up for. */
    public enum Kind {
        /** The members to come back into a rebalance. */
        JOIN,
        /** The members to fetch their assignment. */
        SYNC,
        /** A member to give a sign of life. */
        SESSION,
        /** A member of a consumer group to give a sign of life. */
        CONSUMER_SESSION,
        /** A member of a consumer group to give up partitions. */
        CONSUMER_REVOCATION,
        /** All groups' old offsets to be looked for; without a group. */
        EXPIRY
    }

    // By hand: what the compiler writes for a record is made at its first call, which a node's start would wait for.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimerKey key
                && kind == key.kind
                && group.equals(key.group)
                && member.equals(key.member);
    }

    @Override
    public int hashCode() {
        return (group.hashCode() * 31 + member.hashCode()) * 31 + kind.ordinal();
    }
}
