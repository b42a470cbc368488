package io.millrace.coordinator.group;

import io.millrace.coordinator.consumer.ConsumerGroup;
import io.millrace.coordinator.consumer.ConsumerGroups;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.OffsetValue;
import io.millrace.wire.message.GroupRecords.PendingOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** What groups have consumed: commit, fetch, forget. <i>Loop-owned.</i> */
final class Offsets {
    private static final long NO_EXPIRY = -1;
    private static final short FIRST_WITH_EPOCHS = 9;

    private final GroupLimits limits;
    private final Rebalance rebalance;

    Offsets(GroupLimits limits, Rebalance rebalance) {
        this.limits = limits;
        this.rebalance = rebalance;
    }

    OffsetCommitResponseData commit(@Nullable Group group, OffsetCommitRequestData request, short version, Turn turn) {
        ConsumerGroup consumers = group == null ? null : group.consumers();
        Errors refused = consumers == null ? check(group, request, version) : check(consumers, request, version);
        Member member = group == null ? null : group.member(request.memberId());
        if (refused == Errors.NONE
                && group != null
                && member != null
                && group.in(GroupState.STABLE, GroupState.PREPARING_REBALANCE)) {
            rebalance.keepAlive(group, member, turn);
        }
        return answer(request, refused, turn);
    }

    private static Errors check(ConsumerGroup group, OffsetCommitRequestData request, short version) {
        int epoch = request.generationIdOrMemberEpoch();
        Errors error = ConsumerGroups.checkCommit(group, request.memberId(), epoch);
        if (error == Errors.UNKNOWN_MEMBER_ID || epoch < 0 || ConsumerGroups.speaksClassic(group, request.memberId())) {
            return error;
        }
        if (version < FIRST_WITH_EPOCHS) {
            return Errors.UNSUPPORTED_VERSION;
        }
        if (error != Errors.NONE) {
            return error;
        }
        for (var topic : request.topics()) {
            for (var partition : topic.partitions()) {
                if (!ConsumerGroups.mayCommit(
                        group, request.memberId(), epoch, topic.topicId(), partition.partitionIndex())) {
                    return Errors.STALE_MEMBER_EPOCH;
                }
            }
        }
        return Errors.NONE;
    }

    private static Errors check(@Nullable Group group, OffsetCommitRequestData request, short version) {
        int generation = request.generationIdOrMemberEpoch();
        if (group == null) {
            Errors missing = version < FIRST_WITH_EPOCHS ? Errors.ILLEGAL_GENERATION : Errors.GROUP_ID_NOT_FOUND;
            return generation < 0 ? Errors.NONE : missing;
        }
        if (generation < 0 && group.in(GroupState.EMPTY)) {
            return Errors.NONE;
        }
        if (generation < 0 && request.memberId().isEmpty() && request.groupInstanceId() == null) {
            // Someone outside the group would move its members' positions.
            return Errors.UNKNOWN_MEMBER_ID;
        }
        Errors error = group.check(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        if (generation != group.generation()) {
            return Errors.ILLEGAL_GENERATION;
        }
        return group.in(GroupState.COMPLETING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
    }

    private OffsetCommitResponseData answer(OffsetCommitRequestData request, Errors refused, Turn turn) {
        OffsetCommitResponseData answer = new OffsetCommitResponseData();
        for (var topic : request.topics()) {
            List<OffsetCommitResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (var partition : topic.partitions()) {
                Errors error = refused == Errors.NONE
                        ? write(request.groupId(), topic.name(), topic.topicId(), partition, turn)
                        : refused;
                partitions.add(new OffsetCommitResponsePartition()
                        .setPartitionIndex(partition.partitionIndex())
                        .setErrorCode(error.code()));
            }
            answer.topics()
                    .add(new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitions(partitions));
        }
        return answer;
    }

    TxnOffsetCommitResponseData commit(@Nullable Group group, TxnOffsetCommitRequestData request, Turn turn) {
        Errors refused = check(group, request);
        TxnOffsetCommitResponseData answer = new TxnOffsetCommitResponseData();
        for (var topic : request.topics()) {
            TxnOffsetCommitResponseTopic answered = new TxnOffsetCommitResponseTopic().setName(topic.name());
            for (var partition : topic.partitions()) {
                Errors error = refused;
                String metadata = Objects.requireNonNullElse(partition.committedMetadata(), "");
                if (error == Errors.NONE && metadata.length() > limits.offsetMetadataMaxBytes()) {
                    error = Errors.OFFSET_METADATA_TOO_LARGE;
                }
                if (error == Errors.NONE) {
                    OffsetValue value = new OffsetValue(
                            partition.committedOffset(),
                            partition.committedLeaderEpoch(),
                            metadata,
                            turn.wallMs(),
                            NO_EXPIRY,
                            Uuid.ZERO_UUID);
                    turn.write(new PendingOffset(
                            request.producerId(),
                            request.producerEpoch(),
                            new OffsetCommit(request.groupId(), topic.name(), partition.partitionIndex(), value)));
                }
                answered.partitions()
                        .add(new TxnOffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()));
            }
            answer.topics().add(answered);
        }
        return answer;
    }

    /** Who names no member may commit: it is fenced by its transactional id alone (KIP-447). */
    private static Errors check(@Nullable Group group, TxnOffsetCommitRequestData request) {
        int generation = request.generationId();
        boolean named = !request.memberId().isEmpty() || request.groupInstanceId() != null;
        if (generation < 0 && !named) {
            return Errors.NONE;
        }
        if (group == null) {
            return generation < 0 ? Errors.NONE : Errors.ILLEGAL_GENERATION;
        }
        ConsumerGroup consumers = group.consumers();
        if (consumers != null) {
            return ConsumerGroups.checkCommit(consumers, request.memberId(), generation);
        }
        Errors error = group.check(request.memberId(), request.groupInstanceId());
        if (error != Errors.NONE) {
            return error;
        }
        return generation != group.generation() ? Errors.ILLEGAL_GENERATION : Errors.NONE;
    }

    private Errors write(String group, String topic, Uuid topicId, OffsetCommitRequestPartition from, Turn turn) {
        String metadata = Objects.requireNonNullElse(from.committedMetadata(), "");
        if (metadata.length() > limits.offsetMetadataMaxBytes()) {
            return Errors.OFFSET_METADATA_TOO_LARGE;
        }
        turn.write(new OffsetCommit(
                group,
                topic,
                from.partitionIndex(),
                new OffsetValue(
                        from.committedOffset(),
                        from.committedLeaderEpoch(),
                        metadata,
                        turn.wallMs(),
                        NO_EXPIRY,
                        topicId)));
        return Errors.NONE;
    }

    OffsetFetchResponseGroup fetch(@Nullable Group group, OffsetFetchRequestGroup request) {
        OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(request.groupId());
        ConsumerGroup consumers = group == null ? null : group.consumers();
        if (consumers != null) {
            Errors error = ConsumerGroups.checkFetch(consumers, request.memberId(), request.memberEpoch());
            if (error != Errors.NONE) {
                return answer.setErrorCode(error.code());
            }
        }
        if (request.topics() == null) {
            return group == null ? answer : answer.setTopics(all(group));
        }
        for (var topic : request.topics()) {
            List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
            for (int partition : topic.partitionIndexes()) {
                OffsetValue value = group == null ? null : group.offset(topic.name(), partition);
                // An offset of a deleted topic is not the offset of another that took its name.
                boolean other = value != null && isOther(value.topicId(), topic.topicId());
                partitions.add(position(partition, other ? null : value));
            }
            answer.topics()
                    .add(new OffsetFetchResponseTopics()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitions(partitions));
        }
        return answer;
    }

    private static List<OffsetFetchResponseTopics> all(Group group) {
        List<OffsetFetchResponseTopics> topics = new ArrayList<>();
        group.offsets().forEach((name, byPartition) -> {
            OffsetFetchResponseTopics topic = new OffsetFetchResponseTopics().setName(name);
            byPartition.forEach((partition, value) -> {
                topic.setTopicId(value.topicId());
                topic.partitions().add(position(partition, value));
            });
            topics.add(topic);
        });
        return topics;
    }

    private static OffsetFetchResponsePartitions position(int partition, @Nullable OffsetValue value) {
        OffsetFetchResponsePartitions answer = new OffsetFetchResponsePartitions().setPartitionIndex(partition);
        return value == null
                ? answer.setCommittedOffset(-1).setCommittedLeaderEpoch(-1).setMetadata("")
                : answer.setCommittedOffset(value.offset())
                        .setCommittedLeaderEpoch(value.leaderEpoch())
                        .setMetadata(value.metadata());
    }

    private static boolean isOther(Uuid stored, Uuid asked) {
        return !stored.equals(Uuid.ZERO_UUID) && !asked.equals(Uuid.ZERO_UUID) && !stored.equals(asked);
    }

    OffsetDeleteResponseData delete(@Nullable Group group, OffsetDeleteRequestData request, Turn turn) {
        OffsetDeleteResponseData answer = new OffsetDeleteResponseData();
        if (group == null) {
            return answer.setErrorCode(
                    Group.missing(request.groupId(), Errors.GROUP_ID_NOT_FOUND).code());
        }
        ConsumerGroup consumers = group.consumers();
        if (!group.in(GroupState.EMPTY) && !"consumer".equals(group.protocolType())) {
            return answer.setErrorCode(Errors.NON_EMPTY_GROUP.code());
        }
        for (var topic : request.topics()) {
            boolean inUse = consumers == null ? group.subscribesTo(topic.name()) : consumers.subscribesTo(topic.name());
            OffsetDeleteResponseTopic answered = new OffsetDeleteResponseTopic().setName(topic.name());
            for (var partition : topic.partitions()) {
                if (!inUse && group.offset(topic.name(), partition.partitionIndex()) != null) {
                    turn.write(new OffsetCommit(group.id(), topic.name(), partition.partitionIndex(), null));
                }
                Errors error = inUse ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE;
                answered.partitions()
                        .add(new OffsetDeleteResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()));
            }
            answer.topics().add(answered);
        }
        return answer;
    }

    /** Writes the end of all that a group has committed, and of what open transactions would commit for it. */
    static void forgetAll(Group group, PendingOffsets pending, Turn turn) {
        pending.of(group.id())
                .forEach(partition ->
                        turn.write(new OffsetCommit(group.id(), partition.topic(), partition.partition(), null)));
        group.offsets()
                .forEach((topic, byPartition) -> byPartition
                        .keySet()
                        .forEach(partition -> turn.write(new OffsetCommit(group.id(), topic, partition, null))));
    }
}
