package io.millrace.coordinator.consumer;

import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.wire.message.ConsumerGroupRecords.ClassicMember;
import io.millrace.wire.message.ConsumerGroupRecords.ClassicProtocol;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.ConsumerGroupRecords.EpochValue;
import io.millrace.wire.message.ConsumerGroupRecords.GroupEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.MemberSubscription;
import io.millrace.wire.message.ConsumerGroupRecords.SubscriptionValue;
import io.millrace.wire.message.ConsumerGroupRecords.TargetAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpochValue;
import io.millrace.wire.message.GroupRecords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Members of a consumer group that speak the classic protocol (KIP-848): a generation is their member epoch, and nobody
 * leads. Who must give up partitions, or may have more, is told to join again by its next heartbeat. <i>Loop-owned.</i>
 */
public final class ClassicMembers {
    private static final String TYPE = "consumer";
    private static final short FIRST_WITH_KNOWN_IDS = 4;

    private final ConsumerGroups groups;

    /** In those groups. */
    public ClassicMembers(ConsumerGroups groups) {
        this.groups = groups;
    }

    /** A member joins, for the first time or again. */
    public JoinGroupResponseData join(
            ConsumerGroup group,
            JoinGroupRequestData request,
            short version,
            String clientId,
            String clientHost,
            Effects effects) {
        String instanceId = request.groupInstanceId();
        boolean newcomer = request.memberId().isEmpty();
        List<ClassicProtocol> protocols = new ArrayList<>();
        request.protocols().forEach(each -> protocols.add(new ClassicProtocol(each.name(), each.metadata())));
        ConsumerProtocolSubscription said = protocols.isEmpty()
                ? null
                : Embedded.subscription(protocols.get(0).metadata());
        if (!request.protocolType().equals(TYPE) || said == null || !sharesProtocol(group, request, protocols)) {
            return refused(request.memberId(), Errors.INCONSISTENT_GROUP_PROTOCOL);
        }
        ConsumerMember known = instanceId == null ? group.member(request.memberId()) : group.staticMember(instanceId);
        Errors error = admit(known, request, instanceId);
        if (error == Errors.NONE && known == null && groups.isFull(group)) {
            error = Errors.GROUP_MAX_SIZE_REACHED;
        }
        if (error != Errors.NONE) {
            return refused(request.memberId(), error);
        }
        String memberId = newcomer ? groups.newId(instanceId == null ? clientId : instanceId) : request.memberId();
        if (newcomer && instanceId == null && version >= FIRST_WITH_KNOWN_IDS) {
            return refused(memberId, Errors.MEMBER_ID_REQUIRED);
        }
        ConsumerMember before = known == null
                ? ConsumerMember.fresh(memberId)
                : known.id().equals(memberId) ? known : groups.replace(group, known, memberId, effects);
        SubscriptionValue now = new SubscriptionValue(
                instanceId,
                said.rackId(),
                clientId,
                clientHost,
                List.copyOf(new TreeSet<>(said.topics())),
                null,
                request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs(),
                null,
                new ClassicMember(request.sessionTimeoutMs(), protocols));
        if (known == null || !now.equals(before.subscription())) {
            write(group, new MemberSubscription(group.id(), memberId, now), effects);
        }
        boolean changed = known == null
                || !now.topicNames().equals(before.subscription().topicNames())
                || before.subscription().topicRegex() != null;
        ConsumerMember after = groups.settle(group, changed, memberId, claimed(said), effects);
        groups.presence().keepAlive(group, memberId, request.sessionTimeoutMs(), effects);
        groups.presence().awaitRevocation(group, memberId, now.rebalanceTimeoutMs(), effects);
        return new JoinGroupResponseData()
                .setMemberId(memberId)
                .setGenerationId(after.epoch())
                .setProtocolType(TYPE)
                .setProtocolName(protocols.get(0).name());
    }

    /** NONE when that member may join; known is who it would be. */
    private static Errors admit(
            @Nullable ConsumerMember known, JoinGroupRequestData request, @Nullable String instanceId) {
        if (instanceId == null) {
            return known == null || known.speaksClassic() ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
        }
        if (request.memberId().isEmpty()) {
            // It takes the place of whoever has the instance, by either protocol: that one may have crashed.
            return Errors.NONE;
        }
        return known == null ? Errors.UNKNOWN_MEMBER_ID : checkInstance(known, request.memberId());
    }

    private static Errors checkInstance(ConsumerMember known, String memberId) {
        if (!known.id().equals(memberId)) {
            return Errors.FENCED_INSTANCE_ID;
        }
        return known.speaksClassic() ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    /** All classic members must know one protocol together, so that they can go on without the others one day. */
    private static boolean sharesProtocol(
            ConsumerGroup group, JoinGroupRequestData request, List<ClassicProtocol> protocols) {
        Set<String> shared = new HashSet<>();
        protocols.forEach(each -> shared.add(each.name()));
        for (ConsumerMember member : group.members().values()) {
            ClassicMember classic = member.subscription().classic();
            boolean itself = member.id().equals(request.memberId())
                    || member.instanceId() != null && member.instanceId().equals(request.groupInstanceId());
            if (classic != null && !itself) {
                shared.retainAll(
                        classic.protocols().stream().map(ClassicProtocol::name).toList());
            }
        }
        return !shared.isEmpty();
    }

    /** What the member says to have still, of whichever generation: it can only put off what is taken from itself. */
    private SortedSet<Part> claimed(ConsumerProtocolSubscription said) {
        SortedSet<Part> claimed = new TreeSet<>();
        said.ownedPartitions().forEach(each -> addAll(claimed, groups.image().topic(each.topic()), each.partitions()));
        return claimed;
    }

    private static void addAll(SortedSet<Part> parts, @Nullable TopicImage topic, List<Integer> numbers) {
        if (topic != null) {
            numbers.forEach(number -> parts.add(new Part(topic.id(), number)));
        }
    }

    /** A member fetches what it was assigned. */
    public SyncGroupResponseData sync(ConsumerGroup group, SyncGroupRequestData request, Effects effects) {
        Errors error = check(group, request.memberId(), request.groupInstanceId());
        ConsumerMember member = group.member(request.memberId());
        if (error != Errors.NONE || member == null) {
            return new SyncGroupResponseData().setErrorCode(error.code());
        }
        ClassicProtocol first = protocol(member);
        if (request.protocolType() != null && !request.protocolType().equals(TYPE)
                || request.protocolName() != null && !request.protocolName().equals(first.name())) {
            error = Errors.INCONSISTENT_GROUP_PROTOCOL;
        } else if (request.generationId() != member.epoch()) {
            error = Errors.ILLEGAL_GENERATION;
        } else if (group.epoch() > member.epoch() && member.state() != MemberState.UNREVOKED_PARTITIONS) {
            awaitJoin(group, member, effects);
            error = Errors.REBALANCE_IN_PROGRESS;
        }
        if (error != Errors.NONE) {
            return new SyncGroupResponseData().setErrorCode(error.code());
        }
        if (member.state() != MemberState.UNREVOKED_PARTITIONS) {
            groups.presence().revoked(group, member.id());
        }
        return new SyncGroupResponseData()
                .setProtocolType(TYPE)
                .setProtocolName(first.name())
                .setAssignment(assignment(member, first));
    }

    /** A sign of life; REBALANCE_IN_PROGRESS when the member is to join again. */
    public Errors heartbeat(ConsumerGroup group, HeartbeatRequestData request, Effects effects) {
        Errors error = check(group, request.memberId(), request.groupInstanceId());
        ConsumerMember member = group.member(request.memberId());
        ClassicMember classic = member == null ? null : member.subscription().classic();
        if (error != Errors.NONE || member == null || classic == null) {
            return error;
        }
        if (request.generationId() != member.epoch()) {
            return Errors.ILLEGAL_GENERATION;
        }
        groups.presence().keepAlive(group, member.id(), classic.sessionTimeoutMs(), effects);
        boolean more = member.state() == MemberState.UNRELEASED_PARTITIONS && !waits(group, member);
        if (member.epoch() < group.epoch() || member.state() == MemberState.UNREVOKED_PARTITIONS || more) {
            awaitJoin(group, member, effects);
            return Errors.REBALANCE_IN_PROGRESS;
        }
        return Errors.NONE;
    }

    private static Errors check(ConsumerGroup group, String memberId, @Nullable String instanceId) {
        ConsumerMember known = instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
        return known == null ? Errors.UNKNOWN_MEMBER_ID : checkInstance(known, memberId);
    }

    /** Whether somebody still has a partition that the member shall have. */
    private static boolean waits(ConsumerGroup group, ConsumerMember member) {
        for (Part part : group.target(member.id())) {
            String owner = group.owner(part);
            if (owner != null && !owner.equals(member.id())) {
                return true;
            }
        }
        return false;
    }

    private void awaitJoin(ConsumerGroup group, ConsumerMember member, Effects effects) {
        if (!group.revocations.containsKey(member.id())) {
            groups.presence()
                    .awaitRevocation(group, member.id(), member.subscription().rebalanceTimeoutMs(), effects);
        }
    }

    private static ClassicProtocol protocol(ConsumerMember member) {
        return Objects.requireNonNull(member.subscription().classic())
                .protocols()
                .get(0);
    }

    private byte[] assignment(ConsumerMember member, ClassicProtocol protocol) {
        SortedMap<String, List<Integer>> named = new TreeMap<>();
        Part.byTopic(member.assigned().keySet()).forEach((id, numbers) -> {
            TopicImage topic = groups.image().topic(id);
            if (topic != null) {
                named.put(topic.name(), numbers);
            }
        });
        return Embedded.assignment(named, protocol.metadata());
    }

    /**
     * Whether a classic group's member can be a consumer group's: what it embeds can be read, and its assignment says
     * nothing that only the member's own assignor understands.
     */
    public static boolean canAdopt(GroupRecords.Member member) {
        ConsumerProtocolAssignment assigned = Embedded.assignment(member.assignment());
        boolean plain = assigned != null
                && (assigned.userData() == null || !assigned.userData().hasRemaining());
        return plain && Embedded.subscription(member.subscription()) != null;
    }

    /** A classic group's member, with all that it has, in a group at that epoch. */
    public record Adopted(GroupRecords.Member member, List<ClassicProtocol> protocols) {}

    /** Makes the group, which is a new one, from a classic one's members at that generation. */
    public void adopt(ConsumerGroup group, int generation, List<Adopted> members, Effects effects) {
        for (Adopted each : members) {
            GroupRecords.Member member = each.member();
            ConsumerProtocolSubscription said = subscription(member);
            SubscriptionValue value = new SubscriptionValue(
                    member.groupInstanceId(),
                    said.rackId(),
                    member.clientId(),
                    member.clientHost(),
                    List.copyOf(new TreeSet<>(said.topics())),
                    null,
                    member.rebalanceTimeoutMs(),
                    null,
                    new ClassicMember(member.sessionTimeoutMs(), each.protocols()));
            write(group, new MemberSubscription(group.id(), member.memberId(), value), effects);
        }
        write(group, new GroupEpoch(group.id(), new EpochValue(generation, groups.hash(group))), effects);
        Set<Part> taken = new HashSet<>();
        SortedMap<String, SortedSet<Part>> shares = new TreeMap<>();
        members.forEach(each -> shares.put(each.member().memberId(), free(assigned(each.member()), taken)));
        for (Adopted each : members) {
            String memberId = each.member().memberId();
            SortedSet<Part> share = Objects.requireNonNull(shares.get(memberId));
            write(group, new TargetAssignment(group.id(), memberId, Part.stored(share)), effects);
            SortedMap<Part, Integer> since = new TreeMap<>();
            share.forEach(part -> since.put(part, generation));
            // What a cooperative member was to give up, it may not have been told of yet.
            free(claimed(subscription(each.member())), taken).forEach(part -> since.put(part, generation));
            ConsumerMember fresh = Objects.requireNonNull(group.member(memberId));
            ConsumerMember member = new ConsumerMember(
                    memberId, fresh.subscription(), generation, generation, MemberState.STABLE, since, new TreeMap<>());
            write(group, member.record(group.id()), effects);
            groups.presence().keepAlive(group, memberId, each.member().sessionTimeoutMs(), effects);
        }
        write(group, new TargetEpoch(group.id(), new TargetEpochValue(generation, effects.wallMs())), effects);
    }

    private static ConsumerProtocolSubscription subscription(GroupRecords.Member member) {
        return Objects.requireNonNull(Embedded.subscription(member.subscription()));
    }

    private SortedSet<Part> assigned(GroupRecords.Member member) {
        SortedSet<Part> parts = new TreeSet<>();
        ConsumerProtocolAssignment assigned = Objects.requireNonNull(Embedded.assignment(member.assignment()));
        assigned.assignedPartitions()
                .forEach(each -> addAll(parts, groups.image().topic(each.topic()), each.partitions()));
        return parts;
    }

    /** Those that nobody has taken, which takes them: a leader may have shared badly. */
    private static SortedSet<Part> free(SortedSet<Part> wished, Set<Part> taken) {
        SortedSet<Part> parts = new TreeSet<>(wished);
        parts.removeIf(part -> !taken.add(part));
        return parts;
    }

    /** A group whose members speak the classic protocol only, as a classic group stores it. */
    public GroupRecords.GroupValue released(ConsumerGroup group, long wallMs) {
        String protocol = shared(group);
        List<GroupRecords.Member> members = new ArrayList<>();
        for (ConsumerMember each : group.members().values()) {
            SubscriptionValue value = each.subscription();
            ClassicMember classic = Objects.requireNonNull(value.classic());
            ClassicProtocol spoken = classic.protocols().stream()
                    .filter(known -> known.name().equals(protocol))
                    .findFirst()
                    .orElseThrow();
            members.add(new GroupRecords.Member(
                    each.id(),
                    value.instanceId(),
                    value.clientId(),
                    value.clientHost(),
                    value.rebalanceTimeoutMs(),
                    classic.sessionTimeoutMs(),
                    spoken.metadata(),
                    assignment(each, spoken)));
        }
        String leader = members.get(0).memberId();
        return new GroupRecords.GroupValue(TYPE, group.epoch(), protocol, leader, wallMs, members);
    }

    /** The protocol that all know and the first of them prefers. */
    private static String shared(ConsumerGroup group) {
        List<List<String>> known = group.members().values().stream()
                .map(member -> Objects.requireNonNull(member.subscription().classic()).protocols().stream()
                        .map(ClassicProtocol::name)
                        .toList())
                .sorted(Comparator.comparingInt(List::size))
                .toList();
        return known.get(0).stream()
                .filter(name -> known.stream().allMatch(each -> each.contains(name)))
                .findFirst()
                .orElseThrow();
    }

    private static JoinGroupResponseData refused(String memberId, Errors error) {
        return new JoinGroupResponseData().setMemberId(memberId).setErrorCode(error.code());
    }

    private static void write(ConsumerGroup group, ConsumerGroupRecord record, Effects effects) {
        group.apply(record);
        effects.write(record);
    }
}
