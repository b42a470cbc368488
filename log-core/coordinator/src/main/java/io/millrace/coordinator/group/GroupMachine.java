package io.millrace.coordinator.group;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.consumer.ClassicMembers;
import io.millrace.coordinator.consumer.ConsumerGroup;
import io.millrace.coordinator.consumer.ConsumerGroups;
import io.millrace.coordinator.consumer.Refusal;
import io.millrace.coordinator.replay.Machine;
import io.millrace.coordinator.replay.Reply;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.PendingOffset;
import io.millrace.wire.message.GroupRecords.TransactionEnd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
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
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
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
    private static final String CONSUMER = "consumer";
    private static final TimerKey EXPIRY = new TimerKey("", TimerKey.Kind.EXPIRY, "");
    private static final short FIRST_THAT_MISSES_GROUPS = 6;

    private final GroupLimits limits;
    private final Map<String, Group> groups = new TreeMap<>();
    private final Rebalance rebalance;
    private final Joining joining;
    private final Membership membership;
    private final Offsets offsets;
    private final PendingOffsets pending = new PendingOffsets();
    private final Timers timers;
    private final ConsumerGroups consumers;
    private final ClassicMembers classics;
    private final Migration migration;
    private final Expiry expiry;
    private boolean live;

    /** The catalog names the topics there are now; configs are those set for a group by its id. */
    GroupMachine(
            GroupLimits limits,
            Timers timers,
            MemberIds ids,
            Supplier<CatalogImage> catalog,
            Function<String, Map<String, String>> configs) {
        this.limits = limits;
        this.timers = timers;
        this.consumers = new ConsumerGroups(limits.consumers(), new MemberTimers(timers), ids::next, catalog, configs);
        this.expiry = new Expiry(limits.offsetsRetentionMs());
        this.rebalance = new Rebalance(limits, timers);
        this.joining = new Joining(limits, ids, rebalance);
        this.membership = new Membership(rebalance);
        this.offsets = new Offsets(limits, rebalance);
        this.classics = new ClassicMembers(consumers);
        this.migration = new Migration(limits, consumers, classics, rebalance);
    }

    @Override
    public void apply(GroupRecord record) {
        if (record instanceof OffsetCommit commit) {
            commit(commit);
            pending.supersede(commit);
        } else if (record instanceof GroupMetadata metadata) {
            Group group = groups.computeIfAbsent(metadata.group(), Group::new);
            group.store(metadata.value());
            forgetIfVoid(group);
        } else if (record instanceof PendingOffset of) {
            pending.add(of);
        } else if (record instanceof TransactionEnd end) {
            pending.take(end.producerId(), end.marker().commit()).forEach(this::commit);
        } else if (record instanceof ConsumerGroupRecord of) {
            apply(of);
        }
    }

    private void apply(ConsumerGroupRecord record) {
        // What is decided here is applied as it is decided: by now the group may have become another one.
        Group group = live ? groups.get(record.group()) : groups.computeIfAbsent(record.group(), Group::new);
        if (!live) {
            Objects.requireNonNull(group).toConsumers().apply(record);
        }
        if (group != null) {
            forgetIfVoid(group);
        }
    }

    private void commit(OffsetCommit offset) {
        Group group = groups.computeIfAbsent(offset.group(), Group::new);
        group.storeOffset(offset.topic(), offset.partition(), offset.value());
        forgetIfVoid(group);
    }

    /** The replay is over: members found have one session's time to show up. */
    void loaded(Turn turn) {
        for (Group group : List.copyOf(groups.values())) {
            group.revive();
            ConsumerGroup modern = group.consumers();
            if (modern != null) {
                consumers.loaded(modern, turn);
            }
            group.members().forEach(member -> rebalance.keepAlive(group, member, turn));
            if (group.members().size() > limits.maxSize()) {
                rebalance.begin(group, turn);
            }
        }
        live = true;
        timers.schedule(EXPIRY, limits.offsetsRetentionCheckMs());
    }

    void fire(TimerKey key, Turn turn) {
        if (key.kind() == TimerKey.Kind.EXPIRY) {
            expire(turn);
            timers.schedule(EXPIRY, limits.offsetsRetentionCheckMs());
            return;
        }
        Group group = groups.get(key.group());
        ConsumerGroup modern = group == null ? null : group.consumers();
        if (MemberTimers.names(key)) {
            if (group != null && modern != null) {
                consumers.fire(MemberTimers.kind(key), modern, key.member(), turn);
                downgradeIfDue(group, turn);
            }
        } else if (group != null) {
            rebalance.fire(group, key, turn);
            forgetIfVoid(group);
        }
    }

    private void expire(Turn turn) {
        for (Group group : List.copyOf(groups.values())) {
            if (!pending.isAnyOf(group.id())
                    && expiry.sweep(group, turn)
                    && group.isEmpty()
                    && group.pendingJoins.isEmpty()) {
                forget(group, turn);
            }
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
        ConsumerGroup modern = group == null ? null : group.consumers();
        if (error == Errors.NONE && group != null && modern != null) {
            if (!modern.isEmpty()) {
                reply.send(classics.join(modern, request, version, client.clientId(), client.host(), turn));
                downgradeIfDue(group, turn);
                return;
            }
            consumers.forget(modern, turn);
            group.toClassic();
        }
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

    /** Who is left in a consumer group may all speak the classic protocol by now. */
    private void downgradeIfDue(Group group, Turn turn) {
        if (migration.isDowngradeDue(group)) {
            groups.put(group.id(), migration.downgrade(group, turn));
        }
    }

    ConsumerGroupHeartbeatResponseData consumerHeartbeat(
            ConsumerGroupHeartbeatRequestData request, short version, GroupClient client, Turn turn) {
        Refusal refusal = consumers.validate(request, version);
        if (refusal != null) {
            return refusal.answer();
        }
        String groupId = request.groupId();
        boolean joins = ConsumerGroups.joins(request);
        Group group = joins ? groups.computeIfAbsent(groupId, Group::new) : groups.get(groupId);
        if (group == null) {
            return new Refusal(Errors.GROUP_ID_NOT_FOUND, "there is no group " + groupId).answer();
        }
        if (group.consumers() == null) {
            Refusal cannot = joins
                    ? migration.refusal(group)
                    : new Refusal(Errors.GROUP_ID_NOT_FOUND, "group " + groupId + " is no consumer group");
            if (cannot != null) {
                return cannot.answer();
            }
            group = migration.upgrade(group, turn);
            groups.put(groupId, group);
        }
        ConsumerGroupHeartbeatResponseData answer =
                consumers.heartbeat(group.toConsumers(), request, client.clientId(), client.host(), turn);
        downgradeIfDue(group, turn);
        forgetIfVoid(group);
        return answer;
    }

    ConsumerGroupDescribeResponseData.DescribedGroup describeConsumers(String groupId, short version) {
        Group group = groups.get(groupId);
        ConsumerGroup modern = group == null ? null : group.consumers();
        return modern != null
                ? consumers.describe(modern, version)
                : new ConsumerGroupDescribeResponseData.DescribedGroup()
                        .setGroupId(groupId)
                        .setErrorCode(Group.missing(groupId, Errors.GROUP_ID_NOT_FOUND)
                                .code())
                        .setErrorMessage(
                                group == null
                                        ? "there is no group " + groupId
                                        : "group " + groupId + " is no consumer group");
    }

    void sync(SyncGroupRequestData request, Reply<SyncGroupResponseData> reply, Turn turn) {
        Group group = groups.get(request.groupId());
        ConsumerGroup modern = group == null ? null : group.consumers();
        if (modern != null) {
            reply.send(classics.sync(modern, request, turn));
        } else {
            membership.sync(group, request, reply, turn);
        }
    }

    Errors heartbeat(HeartbeatRequestData request, Turn turn) {
        Group group = groups.get(request.groupId());
        ConsumerGroup modern = group == null ? null : group.consumers();
        return modern != null ? classics.heartbeat(modern, request, turn) : membership.heartbeat(group, request, turn);
    }

    /** One error a member, or null when there is no such group. */
    @Nullable
    List<Errors> leave(String groupId, List<MemberIdentity> leaving, Turn turn) {
        Group group = groups.get(groupId);
        if (group == null) {
            return null;
        }
        ConsumerGroup modern = group.consumers();
        if (modern != null) {
            List<Errors> left = leaving.stream()
                    .map(each -> consumers.remove(modern, each.memberId(), each.groupInstanceId(), turn))
                    .toList();
            downgradeIfDue(group, turn);
            return left;
        }
        List<Errors> errors = membership.leave(group, leaving, turn);
        forgetIfVoid(group);
        return errors;
    }

    OffsetCommitResponseData commit(OffsetCommitRequestData request, short version, Turn turn) {
        return offsets.commit(groups.get(request.groupId()), request, version, turn);
    }

    /** Which are stored when the producer's transaction commits. */
    TxnOffsetCommitResponseData commit(TxnOffsetCommitRequestData request, Turn turn) {
        return offsets.commit(groups.get(request.groupId()), request, turn);
    }

    /** With an error, when only stable ones are asked for, where an open transaction may yet move the position. */
    OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup request, boolean stableOnly) {
        OffsetFetchResponseGroup answer = offsets.fetch(groups.get(request.groupId()), request);
        if (stableOnly) {
            for (var topic : answer.topics()) {
                for (var partition : topic.partitions()) {
                    if (pending.isUnstable(request.groupId(), topic.name(), partition.partitionIndex())) {
                        partition
                                .setCommittedOffset(-1)
                                .setMetadata("")
                                .setErrorCode(Errors.UNSTABLE_OFFSET_COMMIT.code());
                    }
                }
            }
        }
        return answer;
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
        for (TopicPartition each : partitions) {
            pending.groupsAt(each)
                    .forEach(group -> turn.write(new OffsetCommit(group, each.topic(), each.partition(), null)));
        }
    }

    DeletableGroupResult delete(String groupId, Turn turn) {
        Group group = groups.get(groupId);
        Errors error = Errors.NONE;
        if (group == null) {
            error = Errors.GROUP_ID_NOT_FOUND;
        } else if (!group.isEmpty()) {
            error = Errors.NON_EMPTY_GROUP;
        } else {
            Offsets.forgetAll(group, pending, turn);
            forget(group, turn);
        }
        return new DeletableGroupResult().setGroupId(groupId).setErrorCode(error.code());
    }

    /** Writes the end of a group that has no members and whose offsets are forgotten. */
    private void forget(Group group, Turn turn) {
        ConsumerGroup modern = group.consumers();
        if (modern != null) {
            consumers.forget(modern, turn);
        } else {
            turn.write(new GroupMetadata(group.id(), null));
            List.copyOf(group.pendingJoins.keySet()).forEach(pending -> rebalance.removePending(group, pending));
            group.moveTo(GroupState.DEAD, turn.wallMs());
        }
        groups.remove(group.id());
    }

    List<ListedGroup> list(ListGroupsRequestData filters) {
        List<ListedGroup> listed = new ArrayList<>();
        for (Group group : groups.values()) {
            ConsumerGroup modern = group.consumers();
            String state = modern == null ? group.state().label() : modern.state();
            String kind = modern == null ? CLASSIC : CONSUMER;
            if (passes(filters.statesFilter(), state) && passes(filters.typesFilter(), kind)) {
                String type = modern == null ? group.protocolType() : CONSUMER;
                listed.add(new ListedGroup()
                        .setGroupId(group.id())
                        .setProtocolType(type == null ? "" : type)
                        .setGroupState(state)
                        .setGroupType(kind));
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
        if (group == null || group.consumers() != null) {
            answer.setGroupState(GroupState.DEAD.label());
            return version < FIRST_THAT_MISSES_GROUPS
                    ? answer
                    : answer.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                            .setErrorMessage(
                                    group == null
                                            ? "there is no group " + groupId
                                            : "group " + groupId + " is no classic group");
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
        ConsumerGroup modern = group.consumers();
        if (modern != null && modern.isVoid()) {
            group.toClassic();
        }
        if (group.isVoid()) {
            // Unless another one has taken its place.
            groups.remove(group.id(), group);
        }
    }
}
