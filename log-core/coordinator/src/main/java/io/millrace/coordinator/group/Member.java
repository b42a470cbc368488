package io.millrace.coordinator.group;

import io.millrace.coordinator.replay.Reply;
import io.millrace.wire.message.GroupRecords;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** One member of a classic group. <i>Loop-owned.</i> */
final class Member {
    private static final byte[] NOTHING = new byte[0];

    /** A way to share the work that a member knows, and what it says about itself in that way. */
    record Protocol(String name, byte[] metadata) {}

    private final @Nullable String instanceId;
    private final GroupClient client;
    private String id;
    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;
    private List<Protocol> protocols;
    private byte[] assignment = NOTHING;
    private @Nullable Reply<JoinGroupResponseData> join;
    private @Nullable Reply<SyncGroupResponseData> sync;

    /** Until its first generation begins it is counted as alive only for so long as its join may wait. */
    boolean isNew;

    long sessionDeadlineMs;
    long sessionTimerMs = Long.MAX_VALUE;

    Member(
            String id,
            @Nullable String instanceId,
            GroupClient client,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            List<Protocol> protocols) {
        this.id = id;
        this.instanceId = instanceId;
        this.client = client;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.protocols = protocols;
    }

    /** As it was stored, knowing the one protocol that the group had chosen. */
    static Member stored(GroupRecords.Member from, @Nullable String protocol) {
        List<Protocol> protocols = protocol == null ? List.of() : List.of(new Protocol(protocol, from.subscription()));
        GroupClient client = new GroupClient(from.clientId(), from.clientHost());
        Member member = new Member(
                from.memberId(),
                from.groupInstanceId(),
                client,
                from.rebalanceTimeoutMs(),
                from.sessionTimeoutMs(),
                protocols);
        member.assignment = from.assignment();
        return member;
    }

    String id() {
        return id;
    }

    @Nullable
    String instanceId() {
        return instanceId;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    List<Protocol> protocols() {
        return protocols;
    }

    byte[] assignment() {
        return assignment;
    }

    void assign(byte @Nullable [] bytes) {
        assignment = bytes == null ? NOTHING : bytes;
    }

    /** The same static member under the id that its next incarnation was given. */
    void rename(String newId) {
        id = newId;
        sessionTimerMs = Long.MAX_VALUE;
    }

    void update(List<Protocol> newProtocols, int newRebalanceTimeoutMs, int newSessionTimeoutMs) {
        protocols = newProtocols;
        rebalanceTimeoutMs = newRebalanceTimeoutMs;
        sessionTimeoutMs = newSessionTimeoutMs;
    }

    boolean knows(List<Protocol> others) {
        if (protocols.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < others.size(); i++) {
            Protocol mine = protocols.get(i);
            Protocol other = others.get(i);
            if (!mine.name.equals(other.name) || !Arrays.equals(mine.metadata, other.metadata)) {
                return false;
            }
        }
        return true;
    }

    byte[] metadata(@Nullable String protocol) {
        for (Protocol each : protocols) {
            if (each.name.equals(protocol)) {
                return each.metadata;
            }
        }
        return NOTHING;
    }

    boolean awaitsJoin() {
        return join != null;
    }

    boolean awaitsSync() {
        return sync != null;
    }

    /** Lets it wait for the next generation; a join that it sent before and gave up is answered for good measure. */
    void awaitJoin(Reply<JoinGroupResponseData> reply) {
        refuseJoin(Errors.REBALANCE_IN_PROGRESS);
        join = reply;
    }

    void answerJoin(JoinGroupResponseData answer) {
        Reply<JoinGroupResponseData> waiting = join;
        if (waiting != null) {
            join = null;
            waiting.send(answer);
        }
    }

    void refuseJoin(Errors error) {
        answerJoin(joinError(id, error));
    }

    void awaitSync(Reply<SyncGroupResponseData> reply) {
        refuseSync(Errors.REBALANCE_IN_PROGRESS);
        sync = reply;
    }

    void answerSync(SyncGroupResponseData answer) {
        Reply<SyncGroupResponseData> waiting = sync;
        if (waiting != null) {
            sync = null;
            waiting.send(answer);
        }
    }

    void refuseSync(Errors error) {
        answerSync(new SyncGroupResponseData().setErrorCode(error.code()));
    }

    static JoinGroupResponseData joinError(String memberId, Errors error) {
        return new JoinGroupResponseData().setMemberId(memberId).setErrorCode(error.code());
    }

    JoinGroupResponseMember forLeader(@Nullable String protocol) {
        return new JoinGroupResponseMember()
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setMetadata(metadata(protocol));
    }

    DescribedGroupMember describe(@Nullable String protocol, boolean stable) {
        return new DescribedGroupMember()
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setClientId(client.clientId())
                .setClientHost(client.host())
                .setMemberMetadata(stable ? metadata(protocol) : NOTHING)
                .setMemberAssignment(assignment);
    }

    GroupRecords.Member record(@Nullable String protocol) {
        return new GroupRecords.Member(
                id,
                instanceId,
                client.clientId(),
                client.host(),
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                metadata(protocol),
                assignment);
    }
}
