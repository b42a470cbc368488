package io.millrace.coordinator.group;

import io.millrace.base.Check;
import io.millrace.coordinator.consumer.ConsumerGroup;
import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupValue;
import io.millrace.wire.message.GroupRecords.OffsetValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * One group: its offsets and, while it is a classic one, its life, its members, what it has stored. <i>Loop-owned.</i>
 *
 * <pre>
 * EMPTY --join--> PREPARING_REBALANCE --all came, or time is up--> COMPLETING_REBALANCE --leader's assignment--> STABLE
 *   PREPARING_REBALANCE --all left--> EMPTY
 *   COMPLETING_REBALANCE, STABLE --a member comes, goes or changes--> PREPARING_REBALANCE
 *   EMPTY --deleted--> DEAD
 * </pre>
 *
 * <p>Members who only asked for an id are pending: they are waited for, but have no vote. Offsets and stored metadata
 * change by records alone; everything else is soft, and after a restart begins from what was stored.
 *
 * <p>While it is a consumer group all but the offsets is in {@link #consumers}; the classic side is then EMPTY.
 */
final class Group {
    private static final long NEVER = Long.MAX_VALUE;

    private final String id;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, String> staticMembers = new HashMap<>();
    private final Map<String, Integer> supporters = new HashMap<>();
    private final Map<String, Map<Integer, OffsetValue>> offsets;
    private GroupState state = GroupState.EMPTY;
    private GroupState previousState = GroupState.EMPTY;
    private long stateSinceMs;
    private @Nullable String protocolType;
    private @Nullable String protocol;
    private @Nullable String leader;
    private int generation;
    private @Nullable GroupValue stored;
    private @Nullable ConsumerGroup consumers;

    /** Ids given out and not yet used, and until when they may be. */
    final Map<String, Long> pendingJoins = new LinkedHashMap<>();

    /** Who has not yet asked for this generation's assignment. */
    final Set<String> pendingSyncs = new HashSet<>();

    long joinDeadlineMs = NEVER;
    long syncDeadlineMs = NEVER;

    /** Of a first rebalance that gathers members: how much longer it may be put off, and whether someone came. */
    long initialDelayLeftMs;

    boolean newMemberCame;

    Group(String id) {
        this(id, new TreeMap<>());
    }

    private Group(String id, Map<String, Map<Integer, OffsetValue>> offsets) {
        this.id = id;
        this.offsets = offsets;
    }

    /** An empty group of that name, with its offsets: the one that takes its place. */
    Group successor() {
        return new Group(id, offsets);
    }

    String id() {
        return id;
    }

    /** The group by the consumer protocol; null while it is a classic one. */
    @Nullable
    ConsumerGroup consumers() {
        return consumers;
    }

    /** True when it has no members, by whichever protocol. */
    boolean isEmpty() {
        return consumers == null ? state == GroupState.EMPTY : consumers.isEmpty();
    }

    /** Becomes a consumer group without members, or is one already. */
    ConsumerGroup toConsumers() {
        ConsumerGroup already = consumers;
        if (already != null) {
            return already;
        }
        ConsumerGroup fresh = new ConsumerGroup(id);
        consumers = fresh;
        return fresh;
    }

    /** Becomes a classic group without members. */
    void toClassic() {
        consumers = null;
        forgetGeneration();
    }

    /** What an empty classic group still knows of its last members, which counts no more. */
    void forgetGeneration() {
        protocolType = null;
        protocol = null;
        leader = null;
        generation = 0;
        previousState = GroupState.EMPTY;
    }

    /** Since when it is in its state, as stored; -1 when unknown. */
    long stateSinceMs() {
        return stateSinceMs;
    }

    GroupState state() {
        return state;
    }

    GroupState previousState() {
        return previousState;
    }

    boolean in(GroupState one, GroupState... others) {
        return EnumSet.of(one, others).contains(state);
    }

    void moveTo(GroupState next, long wallMs) {
        Check.that(allowed(next), "group %s cannot go from %s to %s", id, state, next);
        previousState = state;
        state = next;
        stateSinceMs = wallMs;
    }

    private boolean allowed(GroupState next) {
        return switch (next) {
            case EMPTY -> state == GroupState.PREPARING_REBALANCE;
            case PREPARING_REBALANCE -> state != GroupState.PREPARING_REBALANCE && state != GroupState.DEAD;
            case COMPLETING_REBALANCE -> state == GroupState.PREPARING_REBALANCE;
            case STABLE -> state == GroupState.COMPLETING_REBALANCE;
            case DEAD -> state == GroupState.EMPTY;
        };
    }

    int generation() {
        return generation;
    }

    @Nullable
    String protocol() {
        return protocol;
    }

    @Nullable
    String protocolType() {
        return protocolType;
    }

    @Nullable
    String leader() {
        return leader;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leader);
    }

    Collection<Member> members() {
        return members.values();
    }

    boolean hasMember(String memberId) {
        return members.containsKey(memberId);
    }

    @Nullable
    Member member(String memberId) {
        return members.get(memberId);
    }

    @Nullable
    String staticMember(String instanceId) {
        return staticMembers.get(instanceId);
    }

    /** What is wrong with asking for a group that there is not: that its id is none comes first. */
    static Errors missing(String id, Errors usually) {
        return id.isEmpty() ? Errors.INVALID_GROUP_ID : usually;
    }

    /** NONE when that member, and no other incarnation of it, is in the group. */
    Errors check(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String current = staticMembers.get(instanceId);
            if (current == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            return current.equals(memberId) ? Errors.NONE : Errors.FENCED_INSTANCE_ID;
        }
        return hasMember(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    void add(Member member, String type) {
        if (members.isEmpty()) {
            protocolType = type;
        }
        if (leader == null) {
            leader = member.id();
        }
        members.put(member.id(), member);
        String instance = member.instanceId();
        if (instance != null) {
            staticMembers.put(instance, member.id());
        }
        count(member, 1);
        pendingJoins.remove(member.id());
    }

    void update(Member member, List<Member.Protocol> protocols, int rebalanceTimeoutMs, int sessionTimeoutMs) {
        count(member, -1);
        member.update(protocols, rebalanceTimeoutMs, sessionTimeoutMs);
        count(member, 1);
    }

    /** Takes a member out; who waited in its name is told that it is no more. */
    void remove(Member member) {
        member.refuseJoin(Errors.UNKNOWN_MEMBER_ID);
        member.refuseSync(Errors.UNKNOWN_MEMBER_ID);
        members.remove(member.id());
        String instance = member.instanceId();
        if (instance != null) {
            staticMembers.remove(instance);
        }
        count(member, -1);
        pendingSyncs.remove(member.id());
        if (isLeader(member.id())) {
            leader = members.isEmpty() ? null : members.keySet().iterator().next();
        }
    }

    /** Gives a static member a new id; who still speaks under the old one is fenced. */
    void rename(Member member, String newId) {
        String oldId = member.id();
        member.refuseJoin(Errors.FENCED_INSTANCE_ID);
        member.refuseSync(Errors.FENCED_INSTANCE_ID);
        members.remove(oldId);
        member.rename(newId);
        members.put(newId, member);
        staticMembers.put(Objects.requireNonNull(member.instanceId()), newId);
        if (pendingSyncs.remove(oldId)) {
            pendingSyncs.add(newId);
        }
        if (oldId.equals(leader)) {
            leader = newId;
        }
    }

    /** True when some member may subscribe to the topic, as consumers do. */
    boolean subscribesTo(String topic) {
        return members.values().stream()
                .flatMap(member -> member.protocols().stream())
                .anyMatch(protocol -> Subscription.mayHave(topic, protocol.metadata()));
    }

    /** True when all present members could agree with a newcomer of that type and those protocols. */
    boolean supports(String type, List<Member.Protocol> protocols) {
        if (members.isEmpty()) {
            return !type.isEmpty() && !protocols.isEmpty();
        }
        return type.equals(protocolType)
                && protocols.stream().anyMatch(each -> supporters.getOrDefault(each.name(), 0) == members.size());
    }

    /** The protocol that all know and most prefer. */
    String selectProtocol() {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (Member member : members.values()) {
            for (Member.Protocol each : member.protocols()) {
                if (supporters.getOrDefault(each.name(), 0) == members.size()) {
                    votes.merge(each.name(), 1, Integer::sum);
                    break;
                }
            }
        }
        String best = null;
        for (Map.Entry<String, Integer> each : votes.entrySet()) {
            if (best == null || each.getValue() > votes.getOrDefault(best, 0)) {
                best = each.getKey();
            }
        }
        return Objects.requireNonNull(best);
    }

    /** The number of members who wait for the next generation. */
    int awaitingJoin() {
        int awaiting = 0;
        for (Member member : members.values()) {
            awaiting += member.awaitsJoin() ? 1 : 0;
        }
        return awaiting;
    }

    boolean allJoined() {
        return pendingJoins.isEmpty() && awaitingJoin() == members.size();
    }

    int rebalanceTimeoutMs() {
        return members.values().stream()
                .mapToInt(Member::rebalanceTimeoutMs)
                .max()
                .orElse(0);
    }

    /** Sees to it that the leader is one who came; false when nobody did. */
    boolean electLeaderWhoJoined() {
        Member current = leader == null ? null : members.get(leader);
        if (current != null && current.awaitsJoin()) {
            return true;
        }
        for (Member member : members.values()) {
            if (member.awaitsJoin()) {
                leader = member.id();
                return true;
            }
        }
        return false;
    }

    void nextGeneration(long wallMs) {
        generation++;
        newMemberCame = false;
        pendingSyncs.clear();
        protocol = members.isEmpty() ? null : selectProtocol();
        moveTo(members.isEmpty() ? GroupState.EMPTY : GroupState.COMPLETING_REBALANCE, wallMs);
    }

    List<JoinGroupResponseMember> membersForLeader() {
        List<JoinGroupResponseMember> all = new ArrayList<>(members.size());
        members.values().forEach(member -> all.add(member.forLeader(protocol)));
        return all;
    }

    /** What stands for this generation in the log. */
    GroupMetadata record() {
        return new GroupMetadata(
                id,
                new GroupValue(
                        protocolType == null ? "" : protocolType,
                        generation,
                        protocol,
                        leader,
                        stateSinceMs,
                        members.values().stream()
                                .map(each -> each.record(protocol))
                                .toList()));
    }

    void store(@Nullable GroupValue value) {
        stored = value;
    }

    @Nullable
    GroupValue stored() {
        return stored;
    }

    /** Makes the live group from what was stored. */
    void revive() {
        GroupValue value = stored;
        if (value == null) {
            return;
        }
        protocolType = value.protocolType().isEmpty() ? null : value.protocolType();
        protocol = value.protocol();
        generation = value.generation();
        stateSinceMs = value.currentStateTimestampMs();
        for (var from : value.members()) {
            add(Member.stored(from, protocol), value.protocolType());
        }
        leader = value.leader();
        state = members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE;
        previousState = state;
    }

    void storeOffset(String topic, int partition, @Nullable OffsetValue value) {
        if (value != null) {
            offsets.computeIfAbsent(topic, name -> new TreeMap<>()).put(partition, value);
            return;
        }
        Map<Integer, OffsetValue> ofTopic = offsets.get(topic);
        if (ofTopic != null) {
            ofTopic.remove(partition);
            if (ofTopic.isEmpty()) {
                offsets.remove(topic);
            }
        }
    }

    @Nullable
    OffsetValue offset(String topic, int partition) {
        Map<Integer, OffsetValue> ofTopic = offsets.get(topic);
        return ofTopic == null ? null : ofTopic.get(partition);
    }

    /** By topic and partition, in order. */
    Map<String, Map<Integer, OffsetValue>> offsets() {
        return offsets;
    }

    /** True when nothing would be lost by forgetting it: a group that was asked for and never came to be. */
    boolean isVoid() {
        return stored == null
                && consumers == null
                && generation == 0
                && offsets.isEmpty()
                && members.isEmpty()
                && pendingJoins.isEmpty()
                && state == GroupState.EMPTY;
    }

    private void count(Member member, int change) {
        for (Member.Protocol each : member.protocols()) {
            supporters.merge(each.name(), change, Integer::sum);
        }
        supporters.values().removeIf(count -> count == 0);
    }
}
