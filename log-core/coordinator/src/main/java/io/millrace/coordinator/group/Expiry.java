package io.millrace.coordinator.group;

import io.millrace.coordinator.consumer.ConsumerGroup;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.OffsetValue;

/**
 * When offsets are too old to be kept (KIP-211). <i>Any thread.</i> The time runs from when the group lost its last member;
 * in a group with members, and for those who only commit, from the commit, and not for topics that somebody subscribes to.
 */
final class Expiry {
    private final long retentionMs;

    Expiry(long retentionMs) {
        this.retentionMs = retentionMs;
    }

    /** Writes the end of what is too old; true when the group has no offset left. */
    boolean sweep(Group group, Turn turn) {
        boolean none = true;
        for (var topic : group.offsets().entrySet()) {
            boolean kept = keeps(group, topic.getKey());
            for (var each : topic.getValue().entrySet()) {
                if (!kept && isOld(group, each.getValue(), turn.wallMs())) {
                    turn.write(new OffsetCommit(group.id(), topic.getKey(), each.getKey(), null));
                } else {
                    none = false;
                }
            }
        }
        return none;
    }

    private static boolean keeps(Group group, String topic) {
        ConsumerGroup consumers = group.consumers();
        if (consumers != null) {
            return consumers.subscribesTo(topic);
        }
        if (group.protocolType() == null || group.in(GroupState.EMPTY)) {
            return false;
        }
        boolean known = "consumer".equals(group.protocolType()) && group.in(GroupState.STABLE);
        return !known || group.subscribesTo(topic);
    }

    private boolean isOld(Group group, OffsetValue value, long wallMs) {
        if (value.expireTimestampMs() != -1) {
            return wallMs >= value.expireTimestampMs();
        }
        boolean leftAlone = group.consumers() == null && group.protocolType() != null && group.in(GroupState.EMPTY);
        long since = leftAlone && group.stateSinceMs() >= 0 ? group.stateSinceMs() : value.commitTimestampMs();
        return wallMs - since >= retentionMs;
    }
}
