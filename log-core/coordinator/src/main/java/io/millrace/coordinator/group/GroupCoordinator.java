package io.millrace.coordinator.group;

import io.millrace.coordinator.replay.CommitLog;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;

/**
 * The groups of one partition of {@code __consumer_offsets}: requests' bodies in, answers' bodies out, when committed.
 * <i>Loop-owned.</i> Every {@code nowMs} is the monotonic clock in milliseconds, but for {@code wallMs}, which is stored.
 */
public final class GroupCoordinator {
    /** With no group yet, loading: feed {@link #replay}, then {@link #loaded}. */
    public GroupCoordinator(GroupLimits limits, Timers timers, MemberIds ids, CommitLog<GroupRecord> log) {}

    /** Takes a record from the partition while loading. */
    public void replay(long offset, GroupRecord record) {
        throw new UnsupportedOperationException();
    }

    /** The partition was read to its end; sessions of the members found start now. */
    public void loaded(long nowMs, long wallMs) {
        throw new UnsupportedOperationException();
    }

    /** Everything below the offset is durable. */
    public void committed(long offset) {
        throw new UnsupportedOperationException();
    }

    /** The partition is lost: who waits is told NOT_COORDINATOR, and so is who asks from now on. */
    public void resign() {
        throw new UnsupportedOperationException();
    }

    /** Starts loading anew after {@link #resign}. */
    public void load() {
        throw new UnsupportedOperationException();
    }

    /** True when requests are answered. */
    public boolean active() {
        throw new UnsupportedOperationException();
    }

    /** A timer's time is up. */
    public void fire(TimerKey key, long nowMs, long wallMs) {
        throw new UnsupportedOperationException();
    }

    /** Answers when the group's next generation begins, or with an error before. */
    public void join(
            JoinGroupRequestData request,
            short version,
            GroupClient client,
            long nowMs,
            long wallMs,
            Consumer<JoinGroupResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Answers when the leader's assignment is there and committed. */
    public void sync(
            SyncGroupRequestData request,
            short version,
            long nowMs,
            long wallMs,
            Consumer<SyncGroupResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** A member's sign of life. */
    public void heartbeat(HeartbeatRequestData request, long nowMs, Consumer<HeartbeatResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** One member (below version 3) or several leave. */
    public void leave(
            LeaveGroupRequestData request,
            short version,
            long nowMs,
            long wallMs,
            Consumer<LeaveGroupResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Stores offsets; topics are echoed by name and id, of which the name must be set. */
    public void commitOffsets(
            OffsetCommitRequestData request, long nowMs, long wallMs, Consumer<OffsetCommitResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** The offsets of one group: all when its topics are null; topics by name (ids are echoed). */
    public void fetchOffsets(OffsetFetchRequestGroup request, Consumer<OffsetFetchResponseGroup> answer) {
        throw new UnsupportedOperationException();
    }

    /** The groups here that pass the request's filters. */
    public void list(ListGroupsRequestData request, Consumer<ListGroupsResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Describes groups, in the order of the ids; an unknown one is Dead (and, from version 6, an error). */
    public void describe(List<String> groups, short version, Consumer<List<DescribedGroup>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Deletes groups without members, and their offsets. */
    public void delete(List<String> groups, long wallMs, Consumer<List<DeletableGroupResult>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Forgets offsets of topics that no member subscribes to. */
    public void deleteOffsets(OffsetDeleteRequestData request, Consumer<OffsetDeleteResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all groups' offsets of partitions that are no more. */
    public void partitionsDeleted(List<TopicPartition> partitions) {
        throw new UnsupportedOperationException();
    }
}
