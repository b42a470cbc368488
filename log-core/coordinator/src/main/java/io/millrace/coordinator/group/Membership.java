package io.millrace.coordinator.group;

import io.millrace.coordinator.replay.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What members of a group do: fetch their assignment, give signs of life, leave. <i>Loop-owned.</i> */
final class Membership {
    private final Rebalance rebalance;

    Membership(Rebalance rebalance) {
        this.rebalance = rebalance;
    }

    void sync(@Nullable Group group, SyncGroupRequestData request, Reply<SyncGroupResponseData> reply, Turn turn) {
        Errors error =
                group == null ? Group.missing(request.groupId(), Errors.UNKNOWN_MEMBER_ID) : checkSync(group, request);
        if (group == null || error != Errors.NONE) {
            reply.send(new SyncGroupResponseData().setErrorCode(error.code()));
            return;
        }
        Member member = Objects.requireNonNull(group.member(request.memberId()));
        group.pendingSyncs.remove(member.id());
        member.awaitSync(reply);
        if (group.in(GroupState.STABLE)) {
            answerSync(group, member, turn);
        } else if (group.isLeader(member.id())) {
            assign(group, request, turn);
        }
    }

    private static Errors checkSync(Group group, SyncGroupRequestData request) {
        Errors error = group.check(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        if (request.generationId() != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        if (differs(request.protocolType(), group.protocolType())
                || differs(request.protocolName(), group.protocol())) {
            return Errors.INCONSISTENT_GROUP_PROTOCOL;
        }
        return group.in(GroupState.PREPARING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
    }

    private static boolean differs(@Nullable String said, @Nullable String agreed) {
        return said != null && !said.equals(agreed);
    }

    /** The leader has shared the work: that is stored, and whoever waits for it is answered when it is. */
    private void assign(Group group, SyncGroupRequestData request, Turn turn) {
        Map<String, byte[]> assignments = new HashMap<>();
        request.assignments().forEach(each -> assignments.put(each.memberId(), each.assignment()));
        group.members().forEach(member -> member.assign(assignments.get(member.id())));
        group.moveTo(GroupState.STABLE, turn.wallMs());
        turn.write(group.record());
        for (Member member : group.members()) {
            if (member.awaitsSync()) {
                answerSync(group, member, turn);
            }
        }
    }

    private void answerSync(Group group, Member member, Turn turn) {
        member.answerSync(new SyncGroupResponseData()
                .setProtocolType(group.protocolType())
                .setProtocolName(group.protocol())
                .setAssignment(member.assignment()));
        rebalance.keepAlive(group, member, turn);
        if (group.pendingSyncs.isEmpty()) {
            rebalance.stopSyncTimer(group);
        }
    }

    Errors heartbeat(@Nullable Group group, HeartbeatRequestData request, Turn turn) {
        if (group == null) {
            return Group.missing(request.groupId(), Errors.UNKNOWN_MEMBER_ID);
        }
        Errors error = group.check(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        if (request.generationId() != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        rebalance.keepAlive(group, Objects.requireNonNull(group.member(request.memberId())), turn);
        return group.in(GroupState.PREPARING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
    }

    /** Takes out those who leave; the errors are in their order. */
    List<Errors> leave(Group group, List<MemberIdentity> leaving, Turn turn) {
        int membersBefore = group.members().size();
        List<Errors> errors = leaving.stream().map(each -> leave(group, each)).toList();
        if (group.members().size() < membersBefore) {
            rebalance.afterRemoval(group, turn);
        } else {
            rebalance.completeIfAllJoined(group, turn);
        }
        return errors;
    }

    private Errors leave(Group group, MemberIdentity who) {
        String memberId = who.memberId();
        String instanceId = who.groupInstanceId();
        if (memberId.isEmpty() && instanceId != null) {
            // An administrator takes out a static member, whatever id it has now.
            String current = group.staticMember(instanceId);
            if (current == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            memberId = current;
        } else if (group.pendingJoins.containsKey(memberId)) {
            rebalance.removePending(group, memberId);
            return Errors.NONE;
        }
        Errors error = group.check(memberId, instanceId);
        if (error == Errors.NONE) {
            rebalance.remove(group, Objects.requireNonNull(group.member(memberId)));
        }
        return error;
    }
}
