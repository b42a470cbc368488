package io.millrace.client.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiMessage;

/** What a member says to its coordinator. <i>Loop-owned.</i> */
final class GroupRequests {
    private final GroupConfig config;
    private final Assignor assignor;

    GroupRequests(GroupConfig config, Assignor assignor) {
        this.config = config;
        this.assignor = assignor;
    }

    ApiMessage join(String memberId, short version) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(config.groupId())
                .setSessionTimeoutMs(config.sessionTimeoutMs())
                .setRebalanceTimeoutMs(config.rebalanceTimeoutMs())
                .setMemberId(memberId)
                .setGroupInstanceId(config.instanceId())
                .setProtocolType(assignor.protocolType());
        for (Assignor.Strategy each : assignor.strategies()) {
            request.protocols()
                    .add(new JoinGroupRequestProtocol().setName(each.name()).setMetadata(each.subscription()));
        }
        return request;
    }

    static List<Assignor.Member> members(JoinGroupResponseData joined) {
        List<Assignor.Member> members = new ArrayList<>(joined.members().size());
        for (JoinGroupResponseMember member : joined.members()) {
            members.add(new Assignor.Member(member.memberId(), member.groupInstanceId(), member.metadata()));
        }
        return members;
    }

    ApiMessage sync(JoinGroupResponseData joined, Map<String, byte[]> assignments, short version) {
        List<SyncGroupRequestAssignment> list = new ArrayList<>(assignments.size());
        assignments.forEach((member, bytes) ->
                list.add(new SyncGroupRequestAssignment().setMemberId(member).setAssignment(bytes)));
        return new SyncGroupRequestData()
                .setGroupId(config.groupId())
                .setGenerationId(joined.generationId())
                .setMemberId(joined.memberId())
                .setGroupInstanceId(config.instanceId())
                .setProtocolType(assignor.protocolType())
                .setProtocolName(strategy(joined))
                .setAssignments(list);
    }

    /** What the group goes by. */
    String strategy(JoinGroupResponseData joined) {
        String agreed = joined.protocolName();
        return agreed == null || agreed.isEmpty() ? assignor.name() : agreed;
    }

    ApiMessage heartbeat(int generation, String memberId) {
        return new HeartbeatRequestData()
                .setGroupId(config.groupId())
                .setGenerationId(generation)
                .setMemberId(memberId)
                .setGroupInstanceId(config.instanceId());
    }

    ApiMessage leave(String memberId) {
        return new LeaveGroupRequestData()
                .setGroupId(config.groupId())
                .setMembers(
                        List.of(new MemberIdentity().setMemberId(memberId).setGroupInstanceId(config.instanceId())));
    }
}
