package io.millrace.client.group;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A group's committed positions, written and read with retries. <i>Loop-owned.</i> */
public final class GroupOffsets {
    private final Coordinator coordinator;

    /** Of the coordinator's group. */
    public GroupOffsets(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * Who commits. <i>Immutable.</i>
     *
     * @param generation -1 for one who is no member
     * @param memberId empty for one who is no member
     * @param instanceId of a static member, or null
     */
    public record Committer(
            int generation, String memberId, @Nullable String instanceId) {
        /** One who is no member: allowed while the group has none. */
        public static final Committer NOBODY = new Committer(-1, "", null);
    }

    /** Commits; the committer is asked for at each try, and a member with a new epoch tries again. */
    public void commit(Supplier<Committer> committer, Map<TopicPartition, Offset> offsets, Done done) {
        Map<TopicPartition, Offset> copy = new LinkedHashMap<>(offsets);
        Retry.<OffsetCommitResponseData>run(
                coordinator.context(),
                "commit of " + coordinator.groupId(),
                attempt -> coordinator.call(
                        ApiKeys.OFFSET_COMMIT, version -> commitRequest(committer.get(), copy), (response, failure) -> {
                            if (response == null) {
                                attempt.done(null, failure);
                                return;
                            }
                            try (response) {
                                OffsetCommitResponseData body = response.as(OffsetCommitResponseData.class);
                                ApiException error = firstError(body);
                                attempt.done(error == null ? body : null, outdated(error, committer));
                            }
                        }),
                (body, failure) -> done.done(failure));
    }

    /** Commits once, without a retry: a later commit is never overtaken by an earlier one. */
    public void commitOnce(Committer committer, Map<TopicPartition, Offset> offsets, Done done) {
        coordinator.call(ApiKeys.OFFSET_COMMIT, version -> commitRequest(committer, offsets), (response, failure) -> {
            if (response == null) {
                done.done(failure);
                return;
            }
            try (response) {
                done.done(firstError(response.as(OffsetCommitResponseData.class)));
            }
        });
    }

    /** The positions of these partitions, or all when null; those without one are left out. */
    public void fetch(@Nullable Collection<TopicPartition> partitions, Answer<Map<TopicPartition, Offset>> answer) {
        fetch(partitions, () -> Committer.NOBODY, answer);
    }

    /** As above, asked by a member of a group that its coordinator divides. */
    public void fetch(
            @Nullable Collection<TopicPartition> partitions,
            Supplier<Committer> member,
            Answer<Map<TopicPartition, Offset>> answer) {
        Map<String, List<Integer>> asked = partitions == null ? null : byTopic(partitions);
        Retry.<Map<TopicPartition, Offset>>run(
                coordinator.context(),
                "positions of " + coordinator.groupId(),
                attempt -> coordinator.call(
                        ApiKeys.OFFSET_FETCH, version -> fetchRequest(asked, member.get()), (response, failure) -> {
                            if (response == null) {
                                attempt.done(null, failure);
                                return;
                            }
                            try (response) {
                                read(response.as(OffsetFetchResponseData.class), (found, error) -> {
                                    attempt.done(
                                            found,
                                            error instanceof UnknownMemberIdException
                                                    ? new OldEpoch(error)
                                                    : outdated(error, member));
                                });
                            }
                        }),
                answer);
    }

    private OffsetCommitRequestData commitRequest(Committer committer, Map<TopicPartition, Offset> offsets) {
        Map<String, OffsetCommitRequestTopic> topics = new LinkedHashMap<>();
        offsets.forEach((partition, offset) -> topics.computeIfAbsent(
                        partition.topic(), name -> new OffsetCommitRequestTopic().setName(name))
                .partitions()
                .add(new OffsetCommitRequestPartition()
                        .setPartitionIndex(partition.partition())
                        .setCommittedOffset(offset.offset())
                        .setCommittedLeaderEpoch(offset.leaderEpoch())
                        .setCommittedMetadata(offset.metadata())));
        return new OffsetCommitRequestData()
                .setGroupId(coordinator.groupId())
                .setGenerationIdOrMemberEpoch(committer.generation())
                .setMemberId(committer.memberId())
                .setGroupInstanceId(committer.instanceId())
                .setTopics(new ArrayList<>(topics.values()));
    }

    /** The first error that stays, or else the first that passes. */
    private @Nullable ApiException firstError(OffsetCommitResponseData response) {
        ApiException passing = null;
        for (OffsetCommitResponseTopic topic : response.topics()) {
            for (OffsetCommitResponsePartition partition : topic.partitions()) {
                ApiException error = Failures.of(
                        partition.errorCode(),
                        topic.name() + "-" + partition.partitionIndex() + " was not committed: "
                                + Errors.forCode(partition.errorCode()).message());
                if (error == null) {
                    continue;
                }
                coordinator.check(error);
                if (!Failures.passes(error)) {
                    return error;
                }
                passing = error;
            }
        }
        return passing;
    }

    /** The coordinator gave the member another epoch, which is on its way here: that passes, while it is a member. */
    private static @Nullable Throwable outdated(@Nullable Throwable error, Supplier<Committer> member) {
        return error instanceof StaleMemberEpochException && member.get().generation() >= 0
                ? new OldEpoch(error)
                : error;
    }

    private OffsetFetchRequestData fetchRequest(@Nullable Map<String, List<Integer>> asked, Committer member) {
        List<OffsetFetchRequestTopics> topics = null;
        if (asked != null) {
            topics = new ArrayList<>();
            for (Map.Entry<String, List<Integer>> topic : asked.entrySet()) {
                topics.add(
                        new OffsetFetchRequestTopics().setName(topic.getKey()).setPartitionIndexes(topic.getValue()));
            }
        }
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup().setGroupId(coordinator.groupId()).setTopics(topics);
        if (member.generation() >= 0) {
            group.setMemberId(member.memberId()).setMemberEpoch(member.generation());
        }
        return new OffsetFetchRequestData().setGroups(List.of(group)).setRequireStable(true);
    }

    private void read(OffsetFetchResponseData response, Answer<Map<TopicPartition, Offset>> answer) {
        Map<TopicPartition, Offset> found = new HashMap<>();
        ApiException error = null;
        for (OffsetFetchResponseGroup group : response.groups()) {
            error = error == null ? Failures.of(group.errorCode()) : error;
            for (OffsetFetchResponseTopics topic : group.topics()) {
                for (OffsetFetchResponsePartitions partition : topic.partitions()) {
                    error = error == null ? Failures.of(partition.errorCode()) : error;
                    if (partition.committedOffset() >= 0) {
                        found.put(
                                new TopicPartition(topic.name(), partition.partitionIndex()),
                                new Offset(
                                        partition.committedOffset(),
                                        partition.committedLeaderEpoch(),
                                        partition.metadata() == null ? "" : partition.metadata()));
                    }
                }
            }
        }
        if (error != null) {
            coordinator.check(error);
        }
        answer.done(error == null ? found : null, error);
    }

    /** A member is known by another epoch than the one it spoke with, or none. */
    private static final class OldEpoch extends RetriableException {
        private static final long serialVersionUID = 1;

        private OldEpoch(Throwable refusal) {
            super(refusal.getMessage(), refusal);
        }
    }

    private static Map<String, List<Integer>> byTopic(Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), t -> new ArrayList<>()).add(partition.partition());
        }
        return byTopic;
    }
}
