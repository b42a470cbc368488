package io.millrace.coordinator.consumer;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentValue;
import io.millrace.wire.message.ConsumerGroupRecords.EpochValue;
import io.millrace.wire.message.ConsumerGroupRecords.GroupEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.MemberSubscription;
import io.millrace.wire.message.ConsumerGroupRecords.RegexValue;
import io.millrace.wire.message.ConsumerGroupRecords.RegularExpression;
import io.millrace.wire.message.ConsumerGroupRecords.TargetAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpochValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One consumer group as its records tell: members, epochs, target, who has which partition. <i>Loop-owned.</i>
 *
 * <pre>
 * EMPTY --a member comes--> ASSIGNING --target made--> RECONCILING --all have it--> STABLE
 *   RECONCILING, STABLE --members or topics change--> ASSIGNING;   any --the last leaves--> EMPTY
 * </pre>
 */
public final class ConsumerGroup {
    private final String id;
    private final SortedMap<String, ConsumerMember> members = new TreeMap<>();
    private final Map<String, String> staticMembers = new HashMap<>();
    private final SortedMap<String, SortedSet<Part>> targets = new TreeMap<>();
    private final SortedMap<String, RegexValue> expressions = new TreeMap<>();
    private final Map<Part, String> owners = new HashMap<>();
    private int epoch;
    private long metadataHash;
    private int targetEpoch;

    /** When each member must have shown up. */
    final Map<String, Deadline> sessions = new HashMap<>();

    /** Until when members must have given up partitions. */
    final Map<String, Deadline> revocations = new HashMap<>();

    /** The metadata that the hash and the expressions were last compared with. */
    @Nullable
    CatalogImage seen;

    /** With no member yet. */
    public ConsumerGroup(String id) {
        this.id = id;
    }

    /** A time that is up some day, and when the timer for it fires; both monotonic. */
    static final class Deadline {
        long atMs;
        long timerMs = Long.MAX_VALUE;
    }

    String id() {
        return id;
    }

    /** The group's epoch, which every change of members, subscriptions and topics moves on. */
    int epoch() {
        return epoch;
    }

    int targetEpoch() {
        return targetEpoch;
    }

    long metadataHash() {
        return metadataHash;
    }

    SortedMap<String, ConsumerMember> members() {
        return members;
    }

    @Nullable
    ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    @Nullable
    ConsumerMember staticMember(String instanceId) {
        String memberId = staticMembers.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    SortedSet<Part> target(String memberId) {
        return targets.getOrDefault(memberId, Collections.emptySortedSet());
    }

    boolean hasTarget(String memberId) {
        return targets.containsKey(memberId);
    }

    SortedMap<String, SortedSet<Part>> targets() {
        return targets;
    }

    SortedMap<String, RegexValue> expressions() {
        return expressions;
    }

    /** Who has the partition, or has not yet given it up. */
    @Nullable
    String owner(Part part) {
        return owners.get(part);
    }

    /** True when nobody is in it. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** True when somebody is in it, and nobody speaks the consumer protocol. */
    public boolean isClassicOnly() {
        return !members.isEmpty() && members.values().stream().allMatch(ConsumerMember::speaksClassic);
    }

    /** The number of members. */
    public int size() {
        return members.size();
    }

    /** True when nothing of it is stored: it was asked for and did not come to be. */
    public boolean isVoid() {
        return members.isEmpty() && epoch == 0 && targetEpoch == 0 && targets.isEmpty() && expressions.isEmpty();
    }

    /** The state's name as tools show it. */
    public String state() {
        if (members.isEmpty()) {
            return "Empty";
        }
        if (epoch > targetEpoch) {
            return "Assigning";
        }
        boolean reconciled = members.values().stream()
                .allMatch(member -> member.state() == MemberState.STABLE && member.epoch() == targetEpoch);
        return reconciled ? "Stable" : "Reconciling";
    }

    /** True when some member subscribes to the topic, by its name or an expression. */
    public boolean subscribesTo(String topic) {
        for (ConsumerMember member : members.values()) {
            RegexValue matched = expression(member);
            if (member.subscription().topicNames().contains(topic)
                    || matched != null && matched.topics().contains(topic)) {
                return true;
            }
        }
        return false;
    }

    /** The topics' names that a member subscribes to. */
    SortedSet<String> topicsOf(ConsumerMember member) {
        SortedSet<String> names = new TreeSet<>(member.subscription().topicNames());
        RegexValue matched = expression(member);
        if (matched != null) {
            names.addAll(matched.topics());
        }
        return names;
    }

    private @Nullable RegexValue expression(ConsumerMember member) {
        String expression = member.subscription().topicRegex();
        return expression == null ? null : expressions.get(expression);
    }

    /** Takes a record of this group; the same one twice does no harm. */
    public void apply(ConsumerGroupRecord record) {
        if (record instanceof GroupEpoch it) {
            EpochValue value = it.value();
            epoch = value == null ? 0 : value.epoch();
            metadataHash = value == null ? 0 : value.metadataHash();
        } else if (record instanceof MemberSubscription it) {
            subscribe(it);
        } else if (record instanceof TargetEpoch it) {
            TargetEpochValue value = it.value();
            targetEpoch = value == null ? 0 : value.assignmentEpoch();
        } else if (record instanceof TargetAssignment it) {
            var value = it.value();
            if (value == null) {
                targets.remove(it.member());
            } else {
                targets.put(it.member(), Part.set(value));
            }
        } else if (record instanceof CurrentAssignment it) {
            own(it);
        } else if (record instanceof RegularExpression it) {
            RegexValue value = it.value();
            if (value == null) {
                expressions.remove(it.expression());
            } else {
                expressions.put(it.expression(), value);
            }
        }
    }

    private void subscribe(MemberSubscription record) {
        String memberId = record.member();
        ConsumerMember before = members.get(memberId);
        var value = record.value();
        if (before != null && before.instanceId() != null) {
            staticMembers.remove(before.instanceId(), memberId);
        }
        if (value == null) {
            disown(before);
            members.remove(memberId);
            return;
        }
        ConsumerMember base = before == null ? ConsumerMember.fresh(memberId) : before;
        members.put(memberId, base.subscribed(value));
        if (value.instanceId() != null) {
            staticMembers.put(value.instanceId(), memberId);
        }
    }

    private void own(CurrentAssignment record) {
        String memberId = record.member();
        ConsumerMember before = members.get(memberId);
        CurrentValue value = record.value();
        disown(before);
        if (value == null) {
            if (before != null) {
                members.put(memberId, before.current(new CurrentValue(0, 0, (byte) 0, List.of(), List.of())));
            }
            return;
        }
        ConsumerMember after = (before == null ? ConsumerMember.fresh(memberId) : before).current(value);
        members.put(memberId, after);
        after.assigned().keySet().forEach(part -> owners.put(part, memberId));
        after.pendingRevocation().keySet().forEach(part -> owners.put(part, memberId));
    }

    private void disown(@Nullable ConsumerMember member) {
        if (member != null) {
            member.assigned().keySet().forEach(part -> owners.remove(part, member.id()));
            member.pendingRevocation().keySet().forEach(part -> owners.remove(part, member.id()));
        }
    }
}
