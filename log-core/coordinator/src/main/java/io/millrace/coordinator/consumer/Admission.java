package io.millrace.coordinator.consumer;

import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.wire.message.ConsumerGroupRecords.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Who may speak for a member: what a heartbeat must say, which epochs and incarnations are let in. <i>Any thread.</i> */
final class Admission {
    private static final short FIRST_WITH_OWN_IDS = 1;
    private static final int JOIN = 0;
    private static final int LEAVE = -1;

    private final ConsumerLimits limits;

    Admission(ConsumerLimits limits) {
        this.limits = limits;
    }

    /** Why the request says nothing sensible, or null. */
    @Nullable
    Refusal validate(ConsumerGroupHeartbeatRequestData request, short version) {
        int epoch = request.memberEpoch();
        if ((version >= FIRST_WITH_OWN_IDS || epoch != JOIN)
                && request.memberId().isBlank()) {
            return invalid("MemberId can't be empty.");
        }
        if (request.groupId().isBlank()) {
            return invalid("GroupId can't be empty.");
        }
        if (isBlank(request.instanceId())) {
            return invalid("InstanceId can't be empty.");
        }
        if (isBlank(request.rackId())) {
            return invalid("RackId can't be empty.");
        }
        String wrong = epoch == JOIN ? wrongWithJoin(request) : wrongWithEpoch(request);
        if (wrong != null) {
            return invalid(wrong);
        }
        String assignor = request.serverAssignor();
        if (assignor != null && !limits.assignors().contains(assignor)) {
            return new Refusal(
                    Errors.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor " + assignor + " is not supported. Supported assignors: "
                            + String.join(", ", limits.assignors()) + ".");
        }
        String expression = request.subscribedTopicRegex();
        return epoch < JOIN || expression == null || expression.isEmpty() ? null : Topics.check(expression);
    }

    private static @Nullable String wrongWithJoin(ConsumerGroupHeartbeatRequestData request) {
        if (request.rebalanceTimeoutMs() == -1) {
            return "RebalanceTimeoutMs must be provided in first request.";
        }
        if (request.topicPartitions() == null || !request.topicPartitions().isEmpty()) {
            return "TopicPartitions must be empty when (re-)joining.";
        }
        return request.subscribedTopicNames() == null && request.subscribedTopicRegex() == null
                ? "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining."
                : null;
    }

    private static @Nullable String wrongWithEpoch(ConsumerGroupHeartbeatRequestData request) {
        if (request.memberEpoch() == ConsumerMember.AWAY && request.instanceId() == null) {
            return "InstanceId can't be null.";
        }
        return request.memberEpoch() < ConsumerMember.AWAY ? "MemberEpoch is invalid." : null;
    }

    /** True when the request is a farewell, for good or for a while. */
    static boolean leaves(ConsumerGroupHeartbeatRequestData request) {
        return request.memberEpoch() == LEAVE || request.memberEpoch() == ConsumerMember.AWAY;
    }

    static boolean joins(ConsumerGroupHeartbeatRequestData request) {
        return request.memberEpoch() == JOIN;
    }

    /** Why that member is not let into the group, or null. */
    @Nullable
    Refusal check(
            ConsumerGroup group,
            ConsumerGroupHeartbeatRequestData request,
            String memberId,
            @Nullable Set<Part> owned) {
        boolean joins = joins(request);
        ConsumerMember known = group.member(memberId);
        if (joins && known == null && group.members().size() >= limits.maxSize()) {
            return new Refusal(
                    Errors.GROUP_MAX_SIZE_REACHED,
                    "The consumer group has reached its maximum capacity of " + limits.maxSize() + " members.");
        }
        String instanceId = request.instanceId();
        if (instanceId != null) {
            return checkStatic(group, request, memberId, instanceId, owned);
        }
        if (known == null) {
            return joins ? null : unknown(group, memberId);
        }
        return checkEpoch(known, request.memberEpoch(), owned);
    }

    private static @Nullable Refusal checkStatic(
            ConsumerGroup group,
            ConsumerGroupHeartbeatRequestData request,
            String memberId,
            String instanceId,
            @Nullable Set<Part> owned) {
        ConsumerMember known = group.staticMember(instanceId);
        if (joins(request)) {
            return known == null || known.epoch() == ConsumerMember.AWAY
                    ? null
                    : new Refusal(
                            Errors.UNRELEASED_INSTANCE_ID,
                            "Static member " + memberId + " with instance id " + instanceId
                                    + " cannot join the group because the instance id is owned by " + known.id()
                                    + " member.");
        }
        Refusal fenced = checkInstance(known, memberId, instanceId);
        return fenced != null || known == null ? fenced : checkEpoch(known, request.memberEpoch(), owned);
    }

    /** Why the member does not speak for that instance, or null. */
    static @Nullable Refusal checkInstance(@Nullable ConsumerMember known, String memberId, String instanceId) {
        if (known == null) {
            return new Refusal(Errors.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
        }
        return known.id().equals(memberId)
                ? null
                : new Refusal(
                        Errors.FENCED_INSTANCE_ID,
                        "Static member " + memberId + " with instance id " + instanceId + " was fenced by member "
                                + known.id() + ".");
    }

    private static @Nullable Refusal checkEpoch(ConsumerMember known, int epoch, @Nullable Set<Part> owned) {
        if (epoch == JOIN || epoch == known.epoch()) {
            return null;
        }
        boolean repeated = epoch < known.epoch()
                && epoch == known.previousEpoch()
                && owned != null
                && known.assigned().keySet().containsAll(owned);
        if (repeated) {
            return null;
        }
        return new Refusal(
                Errors.FENCED_MEMBER_EPOCH,
                "The consumer group member has a " + (epoch > known.epoch() ? "greater" : "smaller")
                        + " member epoch (" + epoch + ") than the one known by the group coordinator ("
                        + known.epoch() + "). The member must abandon all its partitions and rejoin.");
    }

    static Refusal unknown(ConsumerGroup group, String memberId) {
        return new Refusal(
                Errors.UNKNOWN_MEMBER_ID, "Member " + memberId + " is not a member of group " + group.id() + ".");
    }

    /** What the member says that it owns; null when it says nothing. */
    static @Nullable Set<Part> owned(ConsumerGroupHeartbeatRequestData request) {
        if (request.topicPartitions() == null) {
            return null;
        }
        List<TopicPartitions> said = new ArrayList<>();
        request.topicPartitions()
                .forEach(topic -> said.add(new TopicPartitions(topic.topicId(), topic.partitions(), List.of())));
        return Part.set(said);
    }

    private static Refusal invalid(String message) {
        return new Refusal(Errors.INVALID_REQUEST, message);
    }

    private static boolean isBlank(@Nullable String value) {
        return value != null && value.isBlank();
    }
}
