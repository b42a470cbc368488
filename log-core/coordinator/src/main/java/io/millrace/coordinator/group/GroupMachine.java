package io.millrace.coordinator.group;

import io.millrace.coordinator.replay.Machine;
import io.millrace.coordinator.replay.Reply;
import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * All groups of one partition. <i>Loop-owned.</i>
 *
 * <p>Commands change the soft state (who is here, who waits) as they are decided; records alone change what is stored
 * (metadata, offsets). After a replay each group goes on from what was stored.
 */
final class GroupMachine implements Machine<GroupRecord> {
    private static final String CLASSIC = "classic";
    private static final short FIRST_THAT_MISSES_GROUPS = 6;

    private final GroupLimits limits;
    private final Map<String, Group> groups = new TreeMap<>();
    private final Rebalance rebalance;
    private final Joining joining;
    private final Membership membership;
    private final Offsets offsets;

    GroupMachine(GroupLimits limits, Timers timers, MemberIds ids) {
        this.limits = limits;
        this.rebalance = new Rebalance(limits, timers);
        this.joining = new Joining(limits, ids, rebalance);
        this.membership = new Membership(rebalance);
        this.offsets = new Offsets(limits, rebalance);
    }

    @Override
    public void apply(GroupRecord record) {
        if (record instanceof OffsetCommit commit) {
            Group group = groups.computeIfAbsent(commit.group(), Group::new);
            group.storeOffset(commit.topic(), commit.partition(), commit.value());
            forgetIfVoid(group);
        } else if (record instanceof GroupMetadata metadata) {
            Group group = groups.computeIfAbsent(metadata.group(), Group::new);
            group.store(metadata.value());
            forgetIfVoid(group);
        }
    }

    /** The replay is over: members found have one session's time to show up. */
    void loaded(Turn turn) {
        for (Group group : List.copyOf(groups.values())) {
            group.revive();
            group.members().forEach(member -> rebalance.keepAlive(group, member, turn));
            if (group.members().size() > limits.maxSize()) {
                rebalance.begin(group, turn);
            }
        }
    }

    void fire(TimerKey key, Turn turn) {
        Group group = groups.get(key.group());
        if (group != null) {
            rebalance.fire(group, key, turn);
            forgetIfVoid(group);
        }
    }

    void join(
            JoinGroupRequestData request,
            short version,
            GroupClient client,
            Reply<JoinGroupResponseData> reply,
            Turn turn) {
        Errors error = joining.validate(request);
        Group group = groups.get(request.groupId());
        if (error == Errors.NONE && group == null && !request.memberId().isEmpty()) {
            error = Errors.UNKNOWN_MEMBER_ID;
        }
        if (error != Errors.NONE) {
            reply.send(Member.joinError(request.memberId(), error));
            return;
        }
        Group joined = groups.computeIfAbsent(request.groupId(), Group::new);
        joining.join(joined, request, version, client, reply, turn);
        forgetIfVoid(joined);
    }

    void sync(SyncGroupRequestData request, Reply<SyncGroupResponseData> reply, Turn turn) {
        membership.sync(groups.get(request.groupId()), request, reply, turn);
    }

    Errors heartbeat(HeartbeatRequestData request, Turn turn) {
        return membership.heartbeat(groups.get(request.groupId()), request, turn);
    }

    /** One error a member, or null when there is no such group. */
    @Nullable
    List<Errors> leave(String groupId, List<MemberIdentity> leaving, Turn turn) {
        Group group = groups.get(groupId);
        if (group == null) {
            return null;
        }
        List<Errors> errors = membership.leave(group, leaving, turn);
        forgetIfVoid(group);
        return errors;
    }

    OffsetCommitResponseData commit(OffsetCommitRequestData request, Turn turn) {
        return offsets.commit(groups.get(request.groupId()), request, turn);
    }

    OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup request) {
        return offsets.fetch(groups.get(request.groupId()), request);
    }

    OffsetDeleteResponseData deleteOffsets(OffsetDeleteRequestData request, Turn turn) {
        return offsets.delete(groups.get(request.groupId()), request, turn);
    }

    void partitionsDeleted(Collection<TopicPartition> partitions, Turn turn) {
        for (Group group : groups.values()) {
            for (TopicPartition each : partitions) {
                if (group.offset(each.topic(), each.partition()) != null) {
                    turn.write(new OffsetCommit(group.id(), each.topic(), each.partition(), null));
                }
            }
        }
    }

    DeletableGroupResult delete(String groupId, Turn turn) {
        Group group = groups.get(groupId);
        Errors error = Errors.NONE;
        if (group == null) {
            error = Errors.GROUP_ID_NOT_FOUND;
        } else if (!group.in(GroupState.EMPTY)) {
            error = Errors.NON_EMPTY_GROUP;
        } else {
            Offsets.forgetAll(group, turn);
            turn.write(new GroupMetadata(groupId, null));
            List.copyOf(group.pendingJoins.keySet()).forEach(pending -> rebalance.removePending(group, pending));
            group.moveTo(GroupState.DEAD, turn.wallMs());
            groups.remove(groupId);
        }
        return new DeletableGroupResult().setGroupId(groupId).setErrorCode(error.code());
    }

    List<ListedGroup> list(ListGroupsRequestData filters) {
        List<ListedGroup> listed = new ArrayList<>();
        for (Group group : groups.values()) {
            if (passes(filters.statesFilter(), group.state().label()) && passes(filters.typesFilter(), CLASSIC)) {
                String type = group.protocolType();
                listed.add(new ListedGroup()
                        .setGroupId(group.id())
                        .setProtocolType(type == null ? "" : type)
                        .setGroupState(group.state().label())
                        .setGroupType(CLASSIC));
            }
        }
        return listed;
    }

    private static boolean passes(List<String> filter, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return filter.isEmpty()
                || filter.stream()
                        .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(lower));
    }

    DescribedGroup describe(String groupId, short version) {
        DescribedGroup answer = new DescribedGroup().setGroupId(groupId);
        Group group = groups.get(groupId);
        if (group == null) {
            answer.setGroupState(GroupState.DEAD.label());
            return version < FIRST_THAT_MISSES_GROUPS
                    ? answer
                    : answer.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                            .setErrorMessage("Group " + groupId + " not found.");
        }
        boolean stable = group.in(GroupState.STABLE);
        String type = group.protocolType();
        String protocol = stable ? group.protocol() : "";
        group.members().forEach(member -> answer.members().add(member.describe(group.protocol(), stable)));
        return answer.setGroupState(group.state().label())
                .setProtocolType(type == null ? "" : type)
                .setProtocolData(protocol == null ? "" : protocol);
    }

    Map<String, Group> groups() {
        return groups;
    }

    private void forgetIfVoid(Group group) {
        if (group.isVoid()) {
            groups.remove(group.id());
        }
    }
}
