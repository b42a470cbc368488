package io.millrace.coordinator.consumer;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.wire.message.ConsumerGroupRecords.ClassicMember;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.EpochValue;
import io.millrace.wire.message.ConsumerGroupRecords.GroupEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.MemberSubscription;
import io.millrace.wire.message.ConsumerGroupRecords.RegularExpression;
import io.millrace.wire.message.ConsumerGroupRecords.SubscriptionValue;
import io.millrace.wire.message.ConsumerGroupRecords.TargetAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of consumer groups. <i>Loop-owned.</i> Each decision is applied to the group as it is made, record by
 * record, since the next step stands on it; the records are applied once more when they are appended, which changes nothing.
 */
public final class ConsumerGroups {
    private final ConsumerLimits limits;
    private final Presence presence;
    private final Supplier<String> ids;
    private final Function<String, Map<String, String>> configs;
    private final Topics topics;
    private final Targets targets;
    private final Admission admission;

    /**
     * Over these ports.
     *
     * @param ids never the same twice
     * @param configs what was configured for a group by its id
     */
    public ConsumerGroups(
            ConsumerLimits limits,
            ConsumerTimers timers,
            Supplier<String> ids,
            Supplier<CatalogImage> catalog,
            Function<String, Map<String, String>> configs) {
        this.limits = limits;
        this.presence = new Presence(timers);
        this.ids = ids;
        this.configs = configs;
        this.topics = new Topics(catalog);
        this.targets = new Targets(limits, topics);
        this.admission = new Admission(limits);
    }

    /** Why the heartbeat says nothing sensible, or null; to be asked before anything else. */
    public @Nullable Refusal validate(ConsumerGroupHeartbeatRequestData request, short version) {
        return admission.validate(request, version);
    }

    /** True when such a heartbeat may begin a group. */
    public static boolean joins(ConsumerGroupHeartbeatRequestData request) {
        return Admission.joins(request);
    }

    /** The replay is over: members have one session's time to show up. */
    public void loaded(ConsumerGroup group, Effects effects) {
        for (ConsumerMember member : group.members().values()) {
            ClassicMember classic = member.subscription().classic();
            int timeoutMs = classic == null ? sessionTimeoutMs(group) : classic.sessionTimeoutMs();
            presence.keepAlive(group, member.id(), timeoutMs, effects);
            if (member.state() == MemberState.UNREVOKED_PARTITIONS) {
                presence.awaitRevocation(
                        group, member.id(), member.subscription().rebalanceTimeoutMs(), effects);
            }
        }
    }

    /** A member joins, goes on, or says farewell. */
    public ConsumerGroupHeartbeatResponseData heartbeat(
            ConsumerGroup group,
            ConsumerGroupHeartbeatRequestData request,
            String clientId,
            String clientHost,
            Effects effects) {
        if (Admission.leaves(request)) {
            return farewell(group, request, effects);
        }
        String memberId = request.memberId().isEmpty() ? ids.get() : request.memberId();
        Set<Part> owned = Admission.owned(request);
        Refusal refusal = admission.check(group, request, memberId, owned);
        if (refusal != null) {
            return refusal.answer();
        }
        ConsumerMember before = admit(group, request, memberId, effects);
        boolean changed = subscribe(group, before, request, clientId, clientHost, effects);
        ConsumerMember after = settle(group, changed, memberId, owned, effects);
        presence.keepAlive(group, memberId, sessionTimeoutMs(group), effects);
        ConsumerGroupHeartbeatResponseData answer = new ConsumerGroupHeartbeatResponseData()
                .setMemberId(memberId)
                .setMemberEpoch(after.epoch())
                .setHeartbeatIntervalMs(limits.heartbeatIntervalMs(configs.apply(group.id())));
        boolean tell = Admission.joins(request)
                || isComplete(request)
                || !after.assigned().keySet().equals(before.assigned().keySet());
        return tell ? answer.setAssignment(assignment(after)) : answer;
    }

    /** The member as it was, come for the first time, or in its next incarnation. */
    private ConsumerMember admit(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData request, String memberId, Effects effects) {
        String instanceId = request.instanceId();
        ConsumerMember known = instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
        if (known == null) {
            return Objects.requireNonNullElse(group.member(memberId), ConsumerMember.fresh(memberId));
        }
        if (known.epoch() != ConsumerMember.AWAY && known.id().equals(memberId)) {
            return known;
        }
        return replace(group, known, memberId, effects);
    }

    /** The static member's next incarnation, under another id or its own. */
    ConsumerMember replace(ConsumerGroup group, ConsumerMember known, String memberId, Effects effects) {
        ConsumerMember reborn = known.reborn(memberId);
        var target = Part.stored(group.target(known.id()));
        presence.forget(group, known.id());
        bury(group, known.id(), effects);
        write(group, new MemberSubscription(group.id(), memberId, reborn.subscription()), effects);
        write(group, new TargetAssignment(group.id(), memberId, target), effects);
        write(group, reborn.record(group.id()), effects);
        return reborn;
    }

    /** Takes over what the member says of itself; true when the work must be shared anew for it. */
    private static boolean subscribe(
            ConsumerGroup group,
            ConsumerMember before,
            ConsumerGroupHeartbeatRequestData request,
            String clientId,
            String clientHost,
            Effects effects) {
        SubscriptionValue old = before.subscription();
        String expression = request.subscribedTopicRegex() == null ? old.topicRegex() : request.subscribedTopicRegex();
        SubscriptionValue said = new SubscriptionValue(
                request.instanceId() == null ? old.instanceId() : request.instanceId(),
                request.rackId() == null ? old.rackId() : request.rackId(),
                clientId,
                clientHost,
                request.subscribedTopicNames() == null
                        ? old.topicNames()
                        : List.copyOf(new TreeSet<>(request.subscribedTopicNames())),
                expression == null || expression.isEmpty() ? null : expression,
                request.rebalanceTimeoutMs() == -1 ? old.rebalanceTimeoutMs() : request.rebalanceTimeoutMs(),
                request.serverAssignor() == null ? old.serverAssignor() : request.serverAssignor(),
                null);
        boolean fresh = group.member(before.id()) == null;
        if (fresh || !said.equals(old)) {
            write(group, new MemberSubscription(group.id(), before.id(), said), effects);
        }
        return fresh
                || !said.topicNames().equals(old.topicNames())
                || !Objects.equals(said.topicRegex(), old.topicRegex())
                || !Objects.equals(said.serverAssignor(), old.serverAssignor());
    }

    /** One step of the member to what it shall have, which is found anew when members or topics changed. */
    ConsumerMember settle(
            ConsumerGroup group, boolean changed, String memberId, @Nullable Set<Part> owned, Effects effects) {
        refresh(group, changed, effects);
        if (group.epoch() > group.targetEpoch()) {
            targets.assign(group, effects);
        }
        return reconcile(group, memberId, owned, effects);
    }

    /** Moves the epoch on when members or topics changed. */
    private void refresh(ConsumerGroup group, boolean changed, Effects effects) {
        CatalogImage image = topics.image();
        if (!changed && group.seen == image) {
            return;
        }
        boolean others = topics.refresh(group, effects);
        long hash = topics.hash(group);
        group.seen = image;
        if (changed || others || hash != group.metadataHash()) {
            write(group, new GroupEpoch(group.id(), new EpochValue(group.epoch() + 1, hash)), effects);
        }
    }

    private ConsumerMember reconcile(ConsumerGroup group, String memberId, @Nullable Set<Part> owned, Effects effects) {
        ConsumerMember member = Objects.requireNonNull(group.member(memberId));
        ConsumerMember next = Reconciliation.next(
                member,
                group.target(memberId),
                group.targetEpoch(),
                part -> {
                    String owner = group.owner(part);
                    return owner != null && !owner.equals(memberId);
                },
                owned);
        if (next == member) {
            return member;
        }
        write(group, next.record(group.id()), effects);
        if (next.state() == MemberState.UNREVOKED_PARTITIONS) {
            presence.awaitRevocation(group, memberId, next.subscription().rebalanceTimeoutMs(), effects);
        } else {
            presence.revoked(group, memberId);
        }
        return next;
    }

    private static boolean isComplete(ConsumerGroupHeartbeatRequestData request) {
        return request.rebalanceTimeoutMs() != -1
                && (request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null)
                && request.topicPartitions() != null;
    }

    private static Assignment assignment(ConsumerMember member) {
        Assignment assignment = new Assignment();
        Part.byTopic(member.assigned().keySet())
                .forEach((topic, numbers) -> assignment
                        .topicPartitions()
                        .add(new TopicPartitions().setTopicId(topic).setPartitions(numbers)));
        return assignment;
    }

    private ConsumerGroupHeartbeatResponseData farewell(
            ConsumerGroup group, ConsumerGroupHeartbeatRequestData request, Effects effects) {
        String instanceId = request.instanceId();
        ConsumerMember member = instanceId == null ? group.member(request.memberId()) : group.staticMember(instanceId);
        Refusal refusal = null;
        if (instanceId != null) {
            refusal = Admission.checkInstance(member, request.memberId(), instanceId);
        } else if (member == null) {
            refusal = Admission.unknown(group, request.memberId());
        }
        if (refusal != null || member == null) {
            return Objects.requireNonNull(refusal).answer();
        }
        if (request.memberEpoch() == ConsumerMember.AWAY) {
            presence.revoked(group, member.id());
            write(group, member.away().record(group.id()), effects);
        } else {
            remove(group, member.id(), effects);
        }
        return new ConsumerGroupHeartbeatResponseData()
                .setMemberId(request.memberId())
                .setMemberEpoch(request.memberEpoch());
    }

    /** An administrator takes a member out, by its id or its instance's. */
    public Errors remove(ConsumerGroup group, String memberId, @Nullable String instanceId, Effects effects) {
        ConsumerMember member = instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        if (!memberId.isEmpty() && !member.id().equals(memberId)) {
            return Errors.FENCED_INSTANCE_ID;
        }
        remove(group, member.id(), effects);
        return Errors.NONE;
    }

    /** A member's time is up. */
    public void fire(ConsumerTimers.Kind kind, ConsumerGroup group, String memberId, Effects effects) {
        if (!presence.isUp(kind, group, memberId, effects)) {
            return;
        }
        ConsumerMember member = group.member(memberId);
        boolean late = kind == ConsumerTimers.Kind.SESSION
                || member != null && (member.speaksClassic() || member.state() == MemberState.UNREVOKED_PARTITIONS);
        if (member != null && late) {
            remove(group, memberId, effects);
        } else {
            presence.revoked(group, memberId);
        }
    }

    /** Takes a member out; the others hear of its partitions when they show up. */
    private void remove(ConsumerGroup group, String memberId, Effects effects) {
        presence.forget(group, memberId);
        bury(group, memberId, effects);
        topics.refresh(group, effects);
        EpochValue next = new EpochValue(group.epoch() + 1, topics.hash(group));
        write(group, new GroupEpoch(group.id(), next), effects);
    }

    private static void bury(ConsumerGroup group, String memberId, Effects effects) {
        write(group, new CurrentAssignment(group.id(), memberId, null), effects);
        write(group, new TargetAssignment(group.id(), memberId, null), effects);
        write(group, new MemberSubscription(group.id(), memberId, null), effects);
    }

    /** Writes the end of all members, and of the group. */
    public void dissolve(ConsumerGroup group, Effects effects) {
        for (String memberId : new ArrayList<>(group.members().keySet())) {
            presence.forget(group, memberId);
            bury(group, memberId, effects);
        }
        forget(group, effects);
    }

    /** Writes the end of a group without members. */
    public void forget(ConsumerGroup group, Effects effects) {
        for (String memberId : new ArrayList<>(group.targets().keySet())) {
            write(group, new TargetAssignment(group.id(), memberId, null), effects);
        }
        write(group, new TargetEpoch(group.id(), null), effects);
        for (String expression : new ArrayList<>(group.expressions().keySet())) {
            write(group, new RegularExpression(group.id(), expression, null), effects);
        }
        write(group, new GroupEpoch(group.id(), null), effects);
    }

    /** As administrators see it. */
    public DescribedGroup describe(ConsumerGroup group, short version) {
        return Descriptions.describe(group, targets.assignor(group), topics.image(), version);
    }

    /** Whether who has that id and epoch may commit; a partition it may only where {@link #mayCommit} says so too. */
    public static Errors checkCommit(ConsumerGroup group, String memberId, int epoch) {
        if (epoch < 0 && group.isEmpty()) {
            return Errors.NONE;
        }
        ConsumerMember member = group.member(memberId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        if (member.speaksClassic()) {
            return epoch == member.epoch() ? Errors.NONE : Errors.ILLEGAL_GENERATION;
        }
        return epoch > member.epoch() ? Errors.STALE_MEMBER_EPOCH : Errors.NONE;
    }

    /** Whether that is a member of the classic protocol, whose epochs are generations. */
    public static boolean speaksClassic(ConsumerGroup group, String memberId) {
        ConsumerMember member = group.member(memberId);
        return member != null && member.speaksClassic();
    }

    /** False when the member says an old epoch and had not that partition then, or has it no more. */
    public static boolean mayCommit(ConsumerGroup group, String memberId, int epoch, Uuid topic, int partition) {
        ConsumerMember member = group.member(memberId);
        if (member == null || epoch == member.epoch()) {
            return true;
        }
        Part part = new Part(topic, partition);
        Integer since = member.assigned().get(part);
        since = since == null ? member.pendingRevocation().get(part) : since;
        return since != null && epoch >= since;
    }

    /** Whether who has that id and epoch may ask for offsets; outsiders, without an id, always. */
    public static Errors checkFetch(ConsumerGroup group, @Nullable String memberId, int epoch) {
        if (memberId == null && epoch < 0) {
            return Errors.NONE;
        }
        ConsumerMember member = memberId == null ? null : group.member(memberId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        return member.epoch() == epoch ? Errors.NONE : Errors.STALE_MEMBER_EPOCH;
    }

    Presence presence() {
        return presence;
    }

    CatalogImage image() {
        return topics.image();
    }

    long hash(ConsumerGroup group) {
        return topics.hash(group);
    }

    boolean isFull(ConsumerGroup group) {
        return group.size() >= limits.maxSize();
    }

    String newId(String prefix) {
        return prefix + "-" + ids.get();
    }

    private int sessionTimeoutMs(ConsumerGroup group) {
        return limits.sessionTimeoutMs(configs.apply(group.id()));
    }

    private static void write(ConsumerGroup group, ConsumerGroupRecord record, Effects effects) {
        group.apply(record);
        effects.write(record);
    }
}
