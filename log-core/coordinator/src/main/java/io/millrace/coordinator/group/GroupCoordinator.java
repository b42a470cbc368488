package io.millrace.coordinator.group;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.replay.CommitLog;
import io.millrace.coordinator.replay.Decision;
import io.millrace.coordinator.replay.Outcome;
import io.millrace.coordinator.replay.Replicated;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.TransactionEnd;
import io.millrace.wire.record.EndMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition of {@code __consumer_offsets}: requests' bodies in, answers' bodies out, when committed.
 * <i>Loop-owned.</i> Every {@code nowMs} is the monotonic clock in milliseconds, but for {@code wallMs}, which is stored.
 */
public final class GroupCoordinator {
    private static final short FIRST_LEAVE_WITH_MEMBERS = 3;
    private static final short FIRST_SYNC_WITH_PROTOCOL = 5;

    private final Timers timers;
    private final Replicated<GroupMachine, GroupRecord> groups;

    /**
     * With no group yet, loading: feed {@link #replay}, then {@link #loaded}.
     *
     * @param catalog the topics that there are now
     * @param configs what was configured for a group by its id
     */
    public GroupCoordinator(
            GroupLimits limits,
            Timers timers,
            MemberIds ids,
            CommitLog<GroupRecord> log,
            Supplier<CatalogImage> catalog,
            Function<String, Map<String, String>> configs) {
        this.timers = timers;
        this.groups = new Replicated<>(() -> new GroupMachine(limits, timers, ids, catalog, configs), log);
    }

    /** Takes a record from the partition while loading. */
    public void replay(long offset, GroupRecord record) {
        groups.replay(offset, record);
    }

    /** The partition was read to its end; sessions of the members found start now. */
    public void loaded(long nowMs, long wallMs) {
        groups.loaded();
        event(nowMs, wallMs, GroupMachine::loaded);
    }

    /** Everything below the offset is durable. */
    public void committed(long offset) {
        groups.committed(offset);
    }

    /** The partition is lost: who waits is told NOT_COORDINATOR, and so is who asks from now on. */
    public void resign() {
        timers.cancelAll();
        groups.resign();
    }

    /** Starts loading anew after {@link #resign}. */
    public void load() {
        timers.cancelAll();
        groups.load();
    }

    /** True when requests are answered. */
    public boolean active() {
        return groups.active();
    }

    /** A timer's time is up. */
    public void fire(TimerKey key, long nowMs, long wallMs) {
        event(nowMs, wallMs, (machine, turn) -> machine.fire(key, turn));
    }

    /** Answers when the group's next generation begins, or with an error before. */
    public void join(
            JoinGroupRequestData request,
            short version,
            GroupClient client,
            long nowMs,
            long wallMs,
            Consumer<JoinGroupResponseData> answer) {
        groups.deferred(
                (machine, reply) -> {
                    Turn turn = new Turn(nowMs, wallMs);
                    machine.join(request, version, client, reply, turn);
                    return turn.records();
                },
                or(answer, error -> Member.joinError(request.memberId(), error)));
    }

    /** Answers when the leader's assignment is there and committed. */
    public void sync(
            SyncGroupRequestData request,
            short version,
            long nowMs,
            long wallMs,
            Consumer<SyncGroupResponseData> answer) {
        Consumer<Outcome<SyncGroupResponseData>> complete =
                or(answer, error -> new SyncGroupResponseData().setErrorCode(error.code()));
        boolean named = request.protocolType() != null && request.protocolName() != null;
        if (version >= FIRST_SYNC_WITH_PROTOCOL && !named) {
            complete.accept(Outcome.failed(Errors.INCONSISTENT_GROUP_PROTOCOL));
            return;
        }
        groups.deferred(
                (machine, reply) -> {
                    Turn turn = new Turn(nowMs, wallMs);
                    machine.sync(request, reply, turn);
                    return turn.records();
                },
                complete);
    }

    /** A member's sign of life. While groups load it is taken for good: the member has a session's time from then on. */
    public void heartbeat(HeartbeatRequestData request, long nowMs, Consumer<HeartbeatResponseData> answer) {
        command(
                nowMs,
                0,
                (machine, turn) -> machine.heartbeat(request, turn),
                or(
                        error -> answer.accept(new HeartbeatResponseData().setErrorCode(error.code())),
                        error -> error == Errors.COORDINATOR_LOAD_IN_PROGRESS ? Errors.NONE : error));
    }

    /** A member of a consumer group joins, gives a sign of life, or leaves; it is told what it has. */
    public void consumerHeartbeat(
            ConsumerGroupHeartbeatRequestData request,
            short version,
            GroupClient client,
            long nowMs,
            long wallMs,
            Consumer<ConsumerGroupHeartbeatResponseData> answer) {
        command(
                nowMs,
                wallMs,
                (machine, turn) -> machine.consumerHeartbeat(request, version, client, turn),
                or(answer, error -> new ConsumerGroupHeartbeatResponseData().setErrorCode(error.code())));
    }

    /** Describes one consumer group. */
    public void describeConsumers(
            String id, short version, Consumer<ConsumerGroupDescribeResponseData.DescribedGroup> answer) {
        groups.read(
                machine -> machine.describeConsumers(id, version),
                or(
                        answer,
                        error -> new ConsumerGroupDescribeResponseData.DescribedGroup()
                                .setGroupId(id)
                                .setErrorCode(error.code())));
    }

    /** One member (below version 3) or several leave. */
    public void leave(
            LeaveGroupRequestData request,
            short version,
            long nowMs,
            long wallMs,
            Consumer<LeaveGroupResponseData> answer) {
        List<MemberIdentity> leaving = version < FIRST_LEAVE_WITH_MEMBERS
                ? List.of(new MemberIdentity().setMemberId(request.memberId()))
                : request.members();
        command(
                nowMs,
                wallMs,
                (machine, turn) -> leaveAnswer(
                        request.groupId(), machine.leave(request.groupId(), leaving, turn), leaving, version),
                or(answer, error -> new LeaveGroupResponseData().setErrorCode(error.code())));
    }

    private static LeaveGroupResponseData leaveAnswer(
            String groupId, @Nullable List<Errors> errors, List<MemberIdentity> leaving, short version) {
        LeaveGroupResponseData answer = new LeaveGroupResponseData();
        if (errors == null) {
            return answer.setErrorCode(
                    Group.missing(groupId, Errors.UNKNOWN_MEMBER_ID).code());
        }
        if (version < FIRST_LEAVE_WITH_MEMBERS) {
            return answer.setErrorCode(errors.get(0).code());
        }
        for (int i = 0; i < leaving.size(); i++) {
            MemberIdentity who = leaving.get(i);
            answer.members()
                    .add(new MemberResponse()
                            .setMemberId(who.memberId())
                            .setGroupInstanceId(who.groupInstanceId())
                            .setErrorCode(errors.get(i).code()));
        }
        return answer;
    }

    /** Stores offsets; topics are echoed by name and id, of which the name must be set. */
    public void commitOffsets(
            OffsetCommitRequestData request,
            short version,
            long nowMs,
            long wallMs,
            Consumer<OffsetCommitResponseData> answer) {
        command(
                nowMs,
                wallMs,
                (machine, turn) -> machine.commit(request, version, turn),
                or(answer, error -> commitError(request, error)));
    }

    /** Stores offsets that count when the producer's transaction commits. Who asks has had the transaction vouched for. */
    public void commitTxnOffsets(
            TxnOffsetCommitRequestData request, long nowMs, long wallMs, Consumer<TxnOffsetCommitResponseData> answer) {
        command(
                nowMs,
                wallMs,
                (machine, turn) -> machine.commit(request, turn),
                or(answer, error -> txnCommitError(request, error)));
    }

    /** What TxnOffsetCommit answers when all of it is refused. */
    public static TxnOffsetCommitResponseData txnCommitError(TxnOffsetCommitRequestData request, Errors error) {
        TxnOffsetCommitResponseData answer = new TxnOffsetCommitResponseData();
        for (var topic : request.topics()) {
            TxnOffsetCommitResponseTopic answered = new TxnOffsetCommitResponseTopic().setName(topic.name());
            topic.partitions()
                    .forEach(partition -> answered.partitions()
                            .add(new TxnOffsetCommitResponsePartition()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code())));
            answer.topics().add(answered);
        }
        return answer;
    }

    /** Writes the marker of a producer's transaction; what it committed counts from then on, or never. */
    public void endTransaction(long producerId, short epoch, EndMarker marker, Consumer<Errors> answer) {
        groups.command(
                machine -> new Decision<>(List.of(new TransactionEnd(producerId, epoch, marker)), Errors.NONE),
                outcome -> answer.accept(outcome.orElse(error -> error)));
    }

    private static OffsetCommitResponseData commitError(OffsetCommitRequestData request, Errors error) {
        OffsetCommitResponseData answer = new OffsetCommitResponseData();
        for (var topic : request.topics()) {
            OffsetCommitResponseTopic answered =
                    new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
            topic.partitions()
                    .forEach(partition -> answered.partitions()
                            .add(new OffsetCommitResponsePartition()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setErrorCode(error.code())));
            answer.topics().add(answered);
        }
        return answer;
    }

    /** The offsets of one group: all when its topics are null; topics by name (ids are echoed). */
    public void fetchOffsets(
            OffsetFetchRequestGroup request, boolean stableOnly, Consumer<OffsetFetchResponseGroup> answer) {
        groups.read(
                machine -> machine.fetch(request, stableOnly),
                or(
                        answer,
                        error -> new OffsetFetchResponseGroup()
                                .setGroupId(request.groupId())
                                .setErrorCode(error.code())));
    }

    /** The groups here that pass the request's filters. */
    public void list(ListGroupsRequestData request, Consumer<ListGroupsResponseData> answer) {
        groups.read(
                machine -> new ListGroupsResponseData().setGroups(machine.list(request)),
                or(answer, error -> new ListGroupsResponseData().setErrorCode(error.code())));
    }

    /** Describes groups, in the order of the ids; an unknown one is Dead (and, from version 6, an error). */
    public void describe(List<String> ids, short version, Consumer<List<DescribedGroup>> answer) {
        groups.read(
                machine -> ids.stream().map(id -> machine.describe(id, version)).toList(),
                or(
                        answer,
                        error -> ids.stream()
                                .map(id -> new DescribedGroup().setGroupId(id).setErrorCode(error.code()))
                                .toList()));
    }

    /** Deletes groups without members, and their offsets. */
    public void delete(List<String> ids, long wallMs, Consumer<List<DeletableGroupResult>> answer) {
        command(
                0,
                wallMs,
                (machine, turn) -> {
                    List<DeletableGroupResult> results = new ArrayList<>(ids.size());
                    ids.forEach(id -> results.add(machine.delete(id, turn)));
                    return results;
                },
                or(
                        answer,
                        error -> ids.stream()
                                .map(id -> new DeletableGroupResult()
                                        .setGroupId(id)
                                        .setErrorCode(error.code()))
                                .toList()));
    }

    /** Forgets offsets of topics that no member subscribes to. */
    public void deleteOffsets(OffsetDeleteRequestData request, Consumer<OffsetDeleteResponseData> answer) {
        command(
                0,
                0,
                (machine, turn) -> machine.deleteOffsets(request, turn),
                or(answer, error -> new OffsetDeleteResponseData().setErrorCode(error.code())));
    }

    /** Forgets all groups' offsets of partitions that are no more. */
    public void partitionsDeleted(List<TopicPartition> partitions) {
        event(0, 0, (machine, turn) -> machine.partitionsDeleted(partitions, turn));
    }

    /** For tests, which look at what is stored. */
    GroupMachine machine() {
        return groups.machine();
    }

    private <A> void command(
            long nowMs, long wallMs, BiFunction<GroupMachine, Turn, A> decide, Consumer<Outcome<A>> answer) {
        groups.command(
                machine -> {
                    Turn turn = new Turn(nowMs, wallMs);
                    A decided = decide.apply(machine, turn);
                    return new Decision<>(turn.records(), decided);
                },
                answer);
    }

    private void event(long nowMs, long wallMs, BiConsumer<GroupMachine, Turn> decide) {
        groups.event(machine -> {
            Turn turn = new Turn(nowMs, wallMs);
            decide.accept(machine, turn);
            return turn.records();
        });
    }

    private static <A> Consumer<Outcome<A>> or(Consumer<A> answer, Function<Errors, A> failed) {
        return outcome -> answer.accept(outcome.orElse(failed));
    }
}
