package io.millrace.coordinator.group;

import io.millrace.coordinator.consumer.ClassicMembers;
import io.millrace.coordinator.consumer.ConsumerGroup;
import io.millrace.coordinator.consumer.ConsumerGroups;
import io.millrace.coordinator.consumer.Refusal;
import io.millrace.wire.message.ConsumerGroupRecords.ClassicProtocol;
import io.millrace.wire.message.GroupRecords.GroupMetadata;
import io.millrace.wire.message.GroupRecords.GroupValue;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Groups that change their protocol while they have members (KIP-848). What comes of it is another group of the same
 * name and offsets. <i>Loop-owned.</i>
 */
final class Migration {
    private static final String CONSUMER = "consumer";

    private final GroupLimits limits;
    private final ConsumerGroups consumers;
    private final ClassicMembers classics;
    private final Rebalance rebalance;

    Migration(GroupLimits limits, ConsumerGroups consumers, ClassicMembers classics, Rebalance rebalance) {
        this.limits = limits;
        this.consumers = consumers;
        this.classics = classics;
        this.rebalance = rebalance;
    }

    /** Why a member of the consumer protocol cannot join the classic group, or null. */
    @Nullable
    Refusal refusal(Group group) {
        if (group.in(GroupState.EMPTY)) {
            return null;
        }
        String why = null;
        if (!CONSUMER.equals(group.protocolType())) {
            why = "its members are no consumers";
        } else if (!limits.migration().upgrades()) {
            why = "it has members, and group.consumer.migration.policy is "
                    + limits.migration().name().toLowerCase(Locale.ROOT);
        } else if (group.members().size() >= limits.consumers().maxSize()) {
            why = "a consumer group has at most " + limits.consumers().maxSize() + " members";
        } else if (!group.members().stream()
                .allMatch(each -> ClassicMembers.canAdopt(each.record(group.selectProtocol())))) {
            why = "its members use an assignor of their own, or speak no consumer's language";
        }
        return why == null
                ? null
                : new Refusal(Errors.GROUP_ID_NOT_FOUND, "group " + group.id() + " is no consumer group: " + why);
    }

    /** The classic group as a consumer group, with its members; who waited is told to begin anew. */
    Group upgrade(Group group, Turn turn) {
        List.copyOf(group.pendingJoins.keySet()).forEach(pending -> rebalance.removePending(group, pending));
        rebalance.stop(group);
        List<ClassicMembers.Adopted> adopted = group.members().stream()
                .map(each -> new ClassicMembers.Adopted(
                        each.record(group.selectProtocol()),
                        each.protocols().stream()
                                .map(known -> new ClassicProtocol(known.name(), known.metadata()))
                                .toList()))
                .toList();
        for (Member member : group.members()) {
            member.refuseJoin(Errors.REBALANCE_IN_PROGRESS);
            member.refuseSync(Errors.REBALANCE_IN_PROGRESS);
        }
        if (group.stored() != null || group.generation() > 0 || !adopted.isEmpty()) {
            turn.write(new GroupMetadata(group.id(), null));
        }
        Group upgraded = group.successor();
        if (!adopted.isEmpty()) {
            classics.adopt(upgraded.toConsumers(), group.generation(), adopted, turn);
        }
        return upgraded;
    }

    /** True when nobody is left in the group who speaks the consumer protocol. */
    boolean isDowngradeDue(Group group) {
        ConsumerGroup modern = group.consumers();
        return modern != null
                && limits.migration().downgrades()
                && modern.isClassicOnly()
                && modern.size() <= limits.maxSize();
    }

    /** The consumer group as a classic one, whose members are to join again. */
    Group downgrade(Group group, Turn turn) {
        ConsumerGroup modern = group.toConsumers();
        GroupValue value = classics.released(modern, turn.wallMs());
        consumers.dissolve(modern, turn);
        turn.write(new GroupMetadata(group.id(), value));
        Group downgraded = group.successor();
        downgraded.store(value);
        downgraded.revive();
        downgraded.members().forEach(member -> rebalance.keepAlive(downgraded, member, turn));
        rebalance.begin(downgraded, turn);
        return downgraded;
    }
}
