package io.millrace.coordinator.consumer;

import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.CurrentValue;
import io.millrace.wire.message.ConsumerGroupRecords.SubscriptionValue;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One member as its records tell: how it describes itself, its epoch, what it has. <i>Immutable.</i>
 *
 * @param assigned the partitions that it has, and since which epoch
 * @param pendingRevocation the partitions that it shall give up
 */
record ConsumerMember(
        String id,
        SubscriptionValue subscription,
        int epoch,
        int previousEpoch,
        MemberState state,
        SortedMap<Part, Integer> assigned,
        SortedMap<Part, Integer> pendingRevocation) {
    /** The epoch of a static member that is away for a while. */
    static final int AWAY = -2;

    private static final SubscriptionValue NOTHING =
            new SubscriptionValue(null, null, "", "", List.of(), null, -1, null, null);

    /** One that was not there before. */
    static ConsumerMember fresh(String id) {
        return new ConsumerMember(id, NOTHING, 0, 0, MemberState.STABLE, new TreeMap<>(), new TreeMap<>());
    }

    @Nullable
    String instanceId() {
        return subscription.instanceId();
    }

    /** Whether it joins, syncs and beats as members of classic groups do. */
    boolean speaksClassic() {
        return subscription.classic() != null;
    }

    ConsumerMember subscribed(SubscriptionValue value) {
        return new ConsumerMember(id, value, epoch, previousEpoch, state, assigned, pendingRevocation);
    }

    ConsumerMember current(CurrentValue value) {
        return new ConsumerMember(
                id,
                subscription,
                value.epoch(),
                value.previousEpoch(),
                MemberState.of(value.state()),
                Part.map(value.assigned(), value.epoch()),
                Part.map(value.pendingRevocation(), value.epoch()));
    }

    /** The same static member in its next incarnation, which has heard of no epoch yet. */
    ConsumerMember reborn(String newId) {
        return new ConsumerMember(newId, subscription, 0, 0, state, assigned, pendingRevocation);
    }

    /** Gone for a while: what it has stays its own, and what it was to give up is free. */
    ConsumerMember away() {
        return new ConsumerMember(id, subscription, AWAY, epoch, MemberState.STABLE, assigned, new TreeMap<>());
    }

    /** One step on: the epoch that it is told next, and what it has then. */
    ConsumerMember advance(
            int nextEpoch,
            MemberState nextState,
            SortedMap<Part, Integer> nextAssigned,
            SortedMap<Part, Integer> nextPendingRevocation) {
        // A heartbeat whose answer was lost comes again with the epoch before; it must still be recognised.
        int before = nextEpoch == epoch ? previousEpoch : epoch;
        return new ConsumerMember(id, subscription, nextEpoch, before, nextState, nextAssigned, nextPendingRevocation);
    }

    CurrentAssignment record(String group) {
        return new CurrentAssignment(
                group,
                id,
                new CurrentValue(
                        epoch, previousEpoch, state.number(), Part.stored(assigned), Part.stored(pendingRevocation)));
    }
}
