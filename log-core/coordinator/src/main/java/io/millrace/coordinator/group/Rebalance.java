package io.millrace.coordinator.group;

import io.millrace.base.Check;
import io.millrace.coordinator.group.TimerKey.Kind;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * The phases of a rebalance and the time that they may take. <i>Loop-owned.</i>
 *
 * <p>Deadlines stand in the group and its members; a timer that fires is only a hint to look at them. So a heartbeat moves
 * a number and sets no timer, and a timer of a state that is gone does no harm.
 */
final class Rebalance {
    /** How long a new member's join may wait, since it cannot send heartbeats before it is answered. */
    static final int NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60 * 1000;

    private final GroupLimits limits;
    private final Timers timers;

    Rebalance(GroupLimits limits, Timers timers) {
        this.limits = limits;
        this.timers = timers;
    }

    /** Someone came or changed: begins a rebalance, or sees whether the one under way is complete. */
    void beginOrComplete(Group group, Turn turn) {
        if (group.in(GroupState.PREPARING_REBALANCE)) {
            completeIfAllJoined(group, turn);
        } else {
            begin(group, turn);
        }
    }

    /** Calls all members to join again. */
    void begin(Group group, Turn turn) {
        if (group.in(GroupState.COMPLETING_REBALANCE)) {
            group.members().forEach(member -> {
                if (member.awaitsSync()) {
                    member.refuseSync(Errors.REBALANCE_IN_PROGRESS);
                    keepAlive(group, member, turn);
                }
                member.assign(null);
            });
        }
        stopSyncTimer(group);
        boolean first = group.in(GroupState.EMPTY);
        group.moveTo(GroupState.PREPARING_REBALANCE, turn.wallMs());
        if (first) {
            int delayMs = limits.initialRebalanceDelayMs();
            group.initialDelayLeftMs = Math.max(0, group.rebalanceTimeoutMs() - delayMs);
            if (delayMs == 0) {
                completeJoin(group, turn);
            } else {
                startJoinTimer(group, delayMs, turn);
            }
        } else if (group.allJoined()) {
            completeJoin(group, turn);
        } else {
            startJoinTimer(group, group.rebalanceTimeoutMs(), turn);
        }
    }

    /** Someone came or left while members gather. A first rebalance gathers until its delay is over. */
    void completeIfAllJoined(Group group, Turn turn) {
        if (group.in(GroupState.PREPARING_REBALANCE)
                && group.previousState() != GroupState.EMPTY
                && group.allJoined()) {
            completeJoin(group, turn);
        }
    }

    /** A member is gone: the others share its work. */
    void afterRemoval(Group group, Turn turn) {
        switch (group.state()) {
            case STABLE, COMPLETING_REBALANCE -> begin(group, turn);
            case PREPARING_REBALANCE -> completeIfAllJoined(group, turn);
            default -> {}
        }
    }

    void remove(Group group, Member member) {
        timers.cancel(sessionKey(group, member.id()));
        group.remove(member);
    }

    void rename(Group group, Member member, String newId) {
        timers.cancel(sessionKey(group, member.id()));
        group.rename(member, newId);
    }

    void removePending(Group group, String memberId) {
        group.pendingJoins.remove(memberId);
        timers.cancel(sessionKey(group, memberId));
    }

    /** A sign of life: the session runs anew from now. */
    void keepAlive(Group group, Member member, Turn turn) {
        expireAfter(group, member, member.sessionTimeoutMs(), turn);
    }

    void expireAfter(Group group, Member member, int delayMs, Turn turn) {
        member.sessionDeadlineMs = turn.nowMs() + delayMs;
        if (member.sessionTimerMs > member.sessionDeadlineMs) {
            member.sessionTimerMs = member.sessionDeadlineMs;
            timers.schedule(sessionKey(group, member.id()), delayMs);
        }
    }

    void expect(Group group, String pendingId, int sessionTimeoutMs, Turn turn) {
        group.pendingJoins.put(pendingId, turn.nowMs() + sessionTimeoutMs);
        timers.schedule(sessionKey(group, pendingId), sessionTimeoutMs);
    }

    void fire(Group group, TimerKey key, Turn turn) {
        switch (key.kind()) {
            case JOIN -> joinTimeIsUp(group, turn);
            case SYNC -> syncTimeIsUp(group, turn);
            case SESSION -> sessionTimeIsUp(group, key.member(), turn);
            case CONSUMER_SESSION, CONSUMER_REVOCATION, EXPIRY ->
                throw new Check.Violation(key + " is not of a classic group");
        }
    }

    private void joinTimeIsUp(Group group, Turn turn) {
        if (!due(group.joinDeadlineMs, key(group, Kind.JOIN), turn)) {
            return;
        }
        group.joinDeadlineMs = Long.MAX_VALUE;
        boolean first = group.previousState() == GroupState.EMPTY;
        if (first && group.newMemberCame && group.initialDelayLeftMs > 0) {
            group.newMemberCame = false;
            long delayMs = Math.min(limits.initialRebalanceDelayMs(), group.initialDelayLeftMs);
            group.initialDelayLeftMs -= delayMs;
            startJoinTimer(group, delayMs, turn);
        } else {
            completeJoin(group, turn);
        }
    }

    private void syncTimeIsUp(Group group, Turn turn) {
        if (!due(group.syncDeadlineMs, key(group, Kind.SYNC), turn)) {
            return;
        }
        group.syncDeadlineMs = Long.MAX_VALUE;
        if (group.pendingSyncs.isEmpty()) {
            return;
        }
        for (String memberId : List.copyOf(group.pendingSyncs)) {
            remove(group, Objects.requireNonNull(group.member(memberId)));
        }
        begin(group, turn);
    }

    private void sessionTimeIsUp(Group group, String memberId, Turn turn) {
        Long pendingUntil = group.pendingJoins.get(memberId);
        if (pendingUntil != null) {
            if (due(pendingUntil, sessionKey(group, memberId), turn)) {
                group.pendingJoins.remove(memberId);
                completeIfAllJoined(group, turn);
            }
            return;
        }
        Member member = group.member(memberId);
        if (member == null) {
            return;
        }
        member.sessionTimerMs = member.sessionDeadlineMs;
        if (!due(member.sessionDeadlineMs, sessionKey(group, memberId), turn)) {
            return;
        }
        member.sessionTimerMs = Long.MAX_VALUE;
        // Who waits for the others cannot be late itself; its session runs anew when it is answered.
        boolean waits = member.awaitsJoin() || member.awaitsSync();
        if (member.isNew || !waits) {
            remove(group, member);
            afterRemoval(group, turn);
        }
    }

    private boolean due(long deadlineMs, TimerKey key, Turn turn) {
        if (deadlineMs == Long.MAX_VALUE) {
            return false;
        }
        if (turn.nowMs() < deadlineMs) {
            timers.schedule(key, deadlineMs - turn.nowMs());
            return false;
        }
        return true;
    }

    /** The gathering is over: who did not come is out, unless it is static and its session lives. */
    private void completeJoin(Group group, Turn turn) {
        stopJoinTimer(group);
        for (Member member : List.copyOf(group.members())) {
            if (!member.awaitsJoin() && !member.isStatic()) {
                remove(group, member);
            }
        }
        if (!group.members().isEmpty() && !group.electLeaderWhoJoined()) {
            // Only static members are left and none has come: their sessions decide.
            startJoinTimer(group, group.rebalanceTimeoutMs(), turn);
            return;
        }
        group.nextGeneration(turn.wallMs());
        if (group.in(GroupState.EMPTY)) {
            turn.write(group.record());
            return;
        }
        startSyncTimer(group, turn);
        for (Member member : group.members()) {
            member.answerJoin(generation(group, member, group.isLeader(member.id())));
            keepAlive(group, member, turn);
            member.isNew = false;
            group.pendingSyncs.add(member.id());
        }
    }

    /** The current generation as one member's join is told of it. */
    static JoinGroupResponseData generation(Group group, Member member, boolean withMembers) {
        return new JoinGroupResponseData()
                .setMemberId(member.id())
                .setGenerationId(group.generation())
                .setProtocolType(group.protocolType())
                .setProtocolName(group.protocol())
                .setLeader(Objects.requireNonNull(group.leader()))
                .setMembers(withMembers ? group.membersForLeader() : List.of());
    }

    private void startJoinTimer(Group group, long timeoutMs, Turn turn) {
        long delayMs = Math.max(1, timeoutMs);
        group.joinDeadlineMs = turn.nowMs() + delayMs;
        timers.schedule(key(group, Kind.JOIN), delayMs);
    }

    /** The group is given up: no time of its own is up any more. */
    void stop(Group group) {
        stopJoinTimer(group);
        stopSyncTimer(group);
        group.members().forEach(member -> timers.cancel(sessionKey(group, member.id())));
    }

    private void stopJoinTimer(Group group) {
        if (group.joinDeadlineMs != Long.MAX_VALUE) {
            group.joinDeadlineMs = Long.MAX_VALUE;
            timers.cancel(key(group, Kind.JOIN));
        }
    }

    private void startSyncTimer(Group group, Turn turn) {
        group.syncDeadlineMs = turn.nowMs() + group.rebalanceTimeoutMs();
        timers.schedule(key(group, Kind.SYNC), group.rebalanceTimeoutMs());
    }

    /** Nobody is waited for any more, or the generation is given up. */
    void stopSyncTimer(Group group) {
        if (group.syncDeadlineMs != Long.MAX_VALUE) {
            group.syncDeadlineMs = Long.MAX_VALUE;
            timers.cancel(key(group, Kind.SYNC));
        }
    }

    private static TimerKey key(Group group, Kind kind) {
        return new TimerKey(group.id(), kind, "");
    }

    private static TimerKey sessionKey(Group group, String memberId) {
        return new TimerKey(group.id(), Kind.SESSION, memberId);
    }
}
