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
            return invalid("a member has an id");
        }
        if (request.groupId().isBlank()) {
            return invalid("a group has an id");
        }
        if (isBlank(request.instanceId())) {
            return invalid("an instance id is not empty");
        }
        if (isBlank(request.rackId())) {
            return invalid("a rack is not empty");
        }
        String wrong = epoch == JOIN ? wrongWithJoin(request) : wrongWithEpoch(request);
        if (wrong != null) {
            return invalid(wrong);
        }
        String assignor = request.serverAssignor();
        if (assignor != null && !limits.assignors().contains(assignor)) {
            return new Refusal(
                    Errors.UNSUPPORTED_ASSIGNOR,
                    "there is no assignor " + assignor + " here, but " + String.join(", ", limits.assignors()));
        }
        String expression = request.subscribedTopicRegex();
        return epoch < JOIN || expression == null || expression.isEmpty() ? null : Topics.check(expression);
    }

    private static @Nullable String wrongWithJoin(ConsumerGroupHeartbeatRequestData request) {
        if (request.rebalanceTimeoutMs() == -1) {
            return "a member that joins gives a rebalance timeout";
        }
        if (request.topicPartitions() == null || !request.topicPartitions().isEmpty()) {
            return "a member that joins owns no partitions, and says so";
        }
        return request.subscribedTopicNames() == null && request.subscribedTopicRegex() == null
                ? "a member that joins names topics or gives an expression"
                : null;
    }

    private static @Nullable String wrongWithEpoch(ConsumerGroupHeartbeatRequestData request) {
        if (request.memberEpoch() == ConsumerMember.AWAY && request.instanceId() == null) {
            return "a member that will come back has an instance id";
        }
        return request.memberEpoch() < ConsumerMember.AWAY ? "no member has epoch " + request.memberEpoch() : null;
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
                    Errors.GROUP_MAX_SIZE_REACHED, "the group is full with " + limits.maxSize() + " members");
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
            return known == null || known.epoch() == ConsumerMember.AWAY || known.speaksClassic()
                    ? null
                    : new Refusal(
                            Errors.UNRELEASED_INSTANCE_ID,
                            "instance " + instanceId + " is member " + known.id() + ", and cannot join as " + memberId);
        }
        Refusal fenced = checkInstance(known, memberId, instanceId);
        return fenced != null || known == null ? fenced : checkEpoch(known, request.memberEpoch(), owned);
    }

    /** Why the member does not speak for that instance, or null. */
    static @Nullable Refusal checkInstance(@Nullable ConsumerMember known, String memberId, String instanceId) {
        if (known == null) {
            return new Refusal(Errors.UNKNOWN_MEMBER_ID, "the group has no instance " + instanceId);
        }
        return known.id().equals(memberId)
                ? null
                : new Refusal(
                        Errors.FENCED_INSTANCE_ID,
                        "instance " + instanceId + " is member " + known.id() + " by now, and no longer " + memberId);
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
                "the member says epoch " + epoch + ", and has epoch " + known.epoch()
                        + "; it gives up its partitions and joins again");
    }

    static Refusal unknown(ConsumerGroup group, String memberId) {
        return new Refusal(Errors.UNKNOWN_MEMBER_ID, "group " + group.id() + " has no member " + memberId);
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
