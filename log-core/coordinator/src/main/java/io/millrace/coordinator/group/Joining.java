package io.millrace.coordinator.group;

import io.millrace.coordinator.replay.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/** How a member comes into a group, for the first time or again. <i>Loop-owned.</i> */
final class Joining {
    private static final short FIRST_WITH_KNOWN_IDS = 4;
    private static final short FIRST_THAT_CAN_SKIP_ASSIGNMENT = 9;

    private final GroupLimits limits;
    private final MemberIds ids;
    private final Rebalance rebalance;

    Joining(GroupLimits limits, MemberIds ids, Rebalance rebalance) {
        this.limits = limits;
        this.ids = ids;
        this.rebalance = rebalance;
    }

    /** One join under way. */
    private record Join(
            JoinGroupRequestData request,
            short version,
            GroupClient client,
            List<Member.Protocol> protocols,
            Reply<JoinGroupResponseData> reply) {
        void refuse(String memberId, Errors error) {
            reply.send(Member.joinError(memberId, error));
        }

        void refuse(Errors error) {
            refuse(request.memberId(), error);
        }
    }

    Errors validate(JoinGroupRequestData request) {
        if (request.groupId().isEmpty()) {
            return Errors.INVALID_GROUP_ID;
        }
        int timeoutMs = request.sessionTimeoutMs();
        boolean bounded = timeoutMs >= limits.minSessionTimeoutMs() && timeoutMs <= limits.maxSessionTimeoutMs();
        return bounded ? Errors.NONE : Errors.INVALID_SESSION_TIMEOUT;
    }

    void join(
            Group group,
            JoinGroupRequestData request,
            short version,
            GroupClient client,
            Reply<JoinGroupResponseData> reply,
            Turn turn) {
        Join join = new Join(request, version, client, protocols(request), reply);
        String memberId = request.memberId();
        if (!hasRoom(group, memberId)) {
            Member member = group.member(memberId);
            if (member != null) {
                rebalance.remove(group, member);
            }
            rebalance.removePending(group, memberId);
            rebalance.completeIfAllJoined(group, turn);
            join.refuse("", Errors.GROUP_MAX_SIZE_REACHED);
        } else if (!group.supports(request.protocolType(), join.protocols)) {
            join.refuse(Errors.INCONSISTENT_GROUP_PROTOCOL);
        } else if (memberId.isEmpty()) {
            newcomer(group, join, turn);
        } else {
            known(group, join, turn);
        }
    }

    private boolean hasRoom(Group group, String memberId) {
        Member member = group.member(memberId);
        return switch (group.state()) {
            case EMPTY, DEAD -> true;
            case PREPARING_REBALANCE ->
                member != null && member.awaitsJoin() || group.awaitingJoin() < limits.maxSize();
            case COMPLETING_REBALANCE, STABLE ->
                member != null || group.members().size() < limits.maxSize();
        };
    }

    private void newcomer(Group group, Join join, Turn turn) {
        String instanceId = join.request.groupInstanceId();
        String prefix = instanceId == null ? join.client.clientId() : instanceId;
        String memberId = prefix + "-" + ids.next();
        if (instanceId != null) {
            String earlier = group.staticMember(instanceId);
            if (earlier == null) {
                add(group, memberId, join, turn);
            } else {
                replace(group, Objects.requireNonNull(group.member(earlier)), memberId, join, turn);
            }
        } else if (join.version >= FIRST_WITH_KNOWN_IDS) {
            rebalance.expect(group, memberId, join.request.sessionTimeoutMs(), turn);
            join.refuse(memberId, Errors.MEMBER_ID_REQUIRED);
        } else {
            add(group, memberId, join, turn);
        }
    }

    private void known(Group group, Join join, Turn turn) {
        String memberId = join.request.memberId();
        if (join.request.groupInstanceId() == null && group.pendingJoins.containsKey(memberId)) {
            add(group, memberId, join, turn);
            return;
        }
        Errors error = group.check(memberId, join.request.groupInstanceId());
        if (error != Errors.NONE) {
            join.refuse(error);
            return;
        }
        Member member = Objects.requireNonNull(group.member(memberId));
        boolean same = member.knows(join.protocols);
        switch (group.state()) {
            case PREPARING_REBALANCE -> update(group, member, join, turn);
            case COMPLETING_REBALANCE -> {
                // It may not have got our answer: tell it again, unless it has changed its mind.
                if (same) {
                    answer(group, member, group.isLeader(memberId), join);
                } else {
                    update(group, member, join, turn);
                }
            }
            case STABLE -> {
                // The leader joins again when it wants to assign anew, say for new partitions.
                if (same && !group.isLeader(memberId)) {
                    answer(group, member, false, join);
                } else {
                    update(group, member, join, turn);
                }
            }
            default -> join.refuse(Errors.UNKNOWN_MEMBER_ID);
        }
    }

    private void add(Group group, String memberId, Join join, Turn turn) {
        rebalance.removePending(group, memberId);
        JoinGroupRequestData request = join.request;
        Member member = new Member(
                memberId,
                request.groupInstanceId(),
                join.client,
                rebalanceTimeoutMs(request),
                request.sessionTimeoutMs(),
                join.protocols);
        member.isNew = true;
        if (group.in(GroupState.PREPARING_REBALANCE) && group.previousState() == GroupState.EMPTY) {
            group.newMemberCame = true;
        }
        group.add(member, request.protocolType());
        member.awaitJoin(join.reply);
        rebalance.expireAfter(group, member, Rebalance.NEW_MEMBER_JOIN_TIMEOUT_MS, turn);
        rebalance.beginOrComplete(group, turn);
    }

    private void update(Group group, Member member, Join join, Turn turn) {
        group.update(member, join.protocols, rebalanceTimeoutMs(join.request), join.request.sessionTimeoutMs());
        member.awaitJoin(join.reply);
        rebalance.beginOrComplete(group, turn);
    }

    /** A static member is back under a new id: its assignment waits for it, unless the group must agree anew. */
    private void replace(Group group, Member member, String newId, Join join, Turn turn) {
        String leaderBefore = Objects.requireNonNull(group.leader());
        rebalance.rename(group, member, newId);
        rebalance.keepAlive(group, member, turn);
        group.update(member, join.protocols, rebalanceTimeoutMs(join.request), join.request.sessionTimeoutMs());
        boolean stays = group.in(GroupState.STABLE) && group.selectProtocol().equals(group.protocol());
        if (!stays) {
            member.awaitJoin(join.reply);
            rebalance.beginOrComplete(group, turn);
            return;
        }
        turn.write(group.record());
        boolean leads = group.isLeader(newId);
        if (join.version >= FIRST_THAT_CAN_SKIP_ASSIGNMENT) {
            join.reply.send(Rebalance.generation(group, member, leads).setSkipAssignment(leads));
        } else {
            // An old client that hears that it leads would assign; so it hears of the leader that it was.
            join.reply.send(Rebalance.generation(group, member, false).setLeader(leaderBefore));
        }
    }

    private void answer(Group group, Member member, boolean withMembers, Join join) {
        join.reply.send(Rebalance.generation(group, member, withMembers));
    }

    private static int rebalanceTimeoutMs(JoinGroupRequestData request) {
        // Version 0 has no such field, and means the session's.
        return request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
    }

    private static List<Member.Protocol> protocols(JoinGroupRequestData request) {
        List<Member.Protocol> protocols = new ArrayList<>(request.protocols().size());
        for (var each : request.protocols()) {
            if (protocols.stream().noneMatch(known -> known.name().equals(each.name()))) {
                protocols.add(new Member.Protocol(each.name(), each.metadata()));
            }
        }
        return protocols;
    }
}
