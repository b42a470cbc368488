package io.millrace.coordinator.consumer;

import io.millrace.coordinator.consumer.assign.Part;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one member comes from what it has to what it shall have, one heartbeat a step. <i>Any thread.</i>
 *
 * <pre>
 * STABLE --must give up--> UNREVOKED_PARTITIONS --gave up--> STABLE or UNRELEASED_PARTITIONS
 * STABLE --must wait for others--> UNRELEASED_PARTITIONS --others gave up--> STABLE
 * </pre>
 *
 * <p>A member keeps its epoch until it has given up what it must; it is given nothing that anybody still has. So a
 * partition never has two owners.
 */
final class Reconciliation {
    private Reconciliation() {}

    /**
     * The member's next step towards the target.
     *
     * @param taken whether any member has the partition, or has not given it up yet
     * @param owned what the member says that it has, null when it does not say
     */
    static ConsumerMember next(
            ConsumerMember member,
            SortedSet<Part> target,
            int targetEpoch,
            Predicate<Part> taken,
            @Nullable Set<Part> owned) {
        return switch (member.state()) {
            case STABLE -> member.epoch() == targetEpoch ? member : step(member, target, targetEpoch, taken, owned);
            case UNREVOKED_PARTITIONS, UNKNOWN ->
                holdsAny(owned, member.pendingRevocation()) ? member : step(member, target, targetEpoch, taken, owned);
            case UNRELEASED_PARTITIONS -> step(member, target, targetEpoch, taken, owned);
        };
    }

    private static ConsumerMember step(
            ConsumerMember member,
            SortedSet<Part> target,
            int targetEpoch,
            Predicate<Part> taken,
            @Nullable Set<Part> owned) {
        SortedMap<Part, Integer> kept = new TreeMap<>();
        SortedMap<Part, Integer> dropped = new TreeMap<>();
        member.assigned().forEach((part, since) -> (target.contains(part) ? kept : dropped).put(part, since));
        if (!dropped.isEmpty() && holdsAny(owned, dropped)) {
            return changed(member, member.epoch(), MemberState.UNREVOKED_PARTITIONS, kept, dropped);
        }
        boolean waits = false;
        for (Part part : target) {
            if (kept.containsKey(part)) {
                continue;
            }
            // What this member was to give up is still in its name, and so nobody else's.
            if (member.pendingRevocation().containsKey(part) || !taken.test(part)) {
                kept.put(part, targetEpoch);
            } else {
                waits = true;
            }
        }
        MemberState state = waits ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE;
        return changed(member, targetEpoch, state, kept, new TreeMap<>());
    }

    private static ConsumerMember changed(
            ConsumerMember member,
            int epoch,
            MemberState state,
            SortedMap<Part, Integer> assigned,
            SortedMap<Part, Integer> pendingRevocation) {
        boolean same = epoch == member.epoch()
                && state == member.state()
                && assigned.equals(member.assigned())
                && pendingRevocation.equals(member.pendingRevocation());
        return same ? member : member.advance(epoch, state, assigned, pendingRevocation);
    }

    private static boolean holdsAny(@Nullable Set<Part> owned, SortedMap<Part, Integer> parts) {
        return owned == null || owned.stream().anyMatch(parts::containsKey);
    }
}
