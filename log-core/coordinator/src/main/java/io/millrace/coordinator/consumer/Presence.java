package io.millrace.coordinator.consumer;

import io.millrace.coordinator.consumer.ConsumerGroup.Deadline;
import io.millrace.coordinator.consumer.ConsumerTimers.Kind;
import java.util.Map;

/**
 * The times in which members must show up and give up partitions. <i>Loop-owned.</i> Deadlines stand in the group; a timer
 * that fires is a hint to look at them, so that a heartbeat moves a number and sets no timer.
 */
final class Presence {
    private final ConsumerTimers timers;

    Presence(ConsumerTimers timers) {
        this.timers = timers;
    }

    /** A sign of life. */
    void keepAlive(ConsumerGroup group, String memberId, int timeoutMs, Effects effects) {
        set(Kind.SESSION, group, memberId, timeoutMs, effects);
    }

    /** The member has so long from now to give up what it must. */
    void awaitRevocation(ConsumerGroup group, String memberId, int timeoutMs, Effects effects) {
        set(Kind.REVOCATION, group, memberId, timeoutMs, effects);
    }

    void revoked(ConsumerGroup group, String memberId) {
        forget(Kind.REVOCATION, group, memberId);
    }

    /** The member is no more. */
    void forget(ConsumerGroup group, String memberId) {
        forget(Kind.SESSION, group, memberId);
        forget(Kind.REVOCATION, group, memberId);
    }

    /** True when that time is really up; else the timer is set anew if it must be. */
    boolean isUp(Kind kind, ConsumerGroup group, String memberId, Effects effects) {
        Deadline deadline = deadlines(kind, group).get(memberId);
        if (deadline == null) {
            return false;
        }
        if (effects.nowMs() < deadline.atMs) {
            deadline.timerMs = deadline.atMs;
            timers.schedule(kind, group.id(), memberId, deadline.atMs - effects.nowMs());
            return false;
        }
        return true;
    }

    private void set(Kind kind, ConsumerGroup group, String memberId, int delayMs, Effects effects) {
        Deadline deadline = deadlines(kind, group).computeIfAbsent(memberId, id -> new Deadline());
        deadline.atMs = effects.nowMs() + delayMs;
        if (deadline.timerMs > deadline.atMs) {
            deadline.timerMs = deadline.atMs;
            timers.schedule(kind, group.id(), memberId, delayMs);
        }
    }

    private void forget(Kind kind, ConsumerGroup group, String memberId) {
        if (deadlines(kind, group).remove(memberId) != null) {
            timers.cancel(kind, group.id(), memberId);
        }
    }

    private static Map<String, Deadline> deadlines(Kind kind, ConsumerGroup group) {
        return kind == Kind.SESSION ? group.sessions : group.revocations;
    }
}
