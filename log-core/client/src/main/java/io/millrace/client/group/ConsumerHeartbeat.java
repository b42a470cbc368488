package io.millrace.client.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.jspecify.annotations.Nullable;

/** What a member says with its heartbeats: all when it joins or was not heard, later only what changed. <i>Loop-owned.</i> */
final class ConsumerHeartbeat {
    private final GroupConfig config;
    private final @Nullable String assignor;
    private final @Nullable String rack;
    private List<String> topics = List.of();
    private @Nullable String expression;
    private boolean all = true;
    private boolean subscriptionTold;
    private boolean ownedTold;

    ConsumerHeartbeat(GroupConfig config, @Nullable String assignor, @Nullable String rack) {
        this.config = config;
        this.assignor = assignor;
        this.rack = rack;
    }

    void subscribe(Set<String> names, @Nullable String regex) {
        topics = names.stream().sorted().toList();
        expression = regex;
        subscriptionTold = false;
    }

    Set<String> topics() {
        return Set.copyOf(topics);
    }

    /** The next one says what is owned, also when that has not changed: so the coordinator knows that it was taken. */
    void acknowledge() {
        ownedTold = false;
    }

    /** The coordinator may not have heard the last: the next one says all. */
    void unheard() {
        all = true;
    }

    ConsumerGroupHeartbeatRequestData join(String memberId) {
        unheard();
        return next(memberId, 0, new java.util.TreeMap<>());
    }

    ConsumerGroupHeartbeatRequestData next(String memberId, int epoch, SortedMap<Uuid, SortedSet<Integer>> owned) {
        ConsumerGroupHeartbeatRequestData request = said(memberId, epoch);
        if (all) {
            request.setRebalanceTimeoutMs(config.rebalanceTimeoutMs())
                    .setServerAssignor(assignor)
                    .setRackId(rack);
        }
        if (all || !subscriptionTold) {
            if (expression == null) {
                request.setSubscribedTopicNames(topics);
            } else {
                request.setSubscribedTopicRegex(expression);
            }
        }
        if (all || !ownedTold) {
            request.setTopicPartitions(partitions(owned));
        }
        all = false;
        subscriptionTold = true;
        ownedTold = true;
        return request;
    }

    ConsumerGroupHeartbeatRequestData leave(String memberId, int epoch) {
        return said(memberId, epoch);
    }

    private ConsumerGroupHeartbeatRequestData said(String memberId, int epoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(config.groupId())
                .setMemberId(memberId)
                .setMemberEpoch(epoch)
                .setInstanceId(config.instanceId());
    }

    private static List<TopicPartitions> partitions(Map<Uuid, SortedSet<Integer>> owned) {
        List<TopicPartitions> told = new ArrayList<>(owned.size());
        owned.forEach((id, numbers) ->
                told.add(new TopicPartitions().setTopicId(id).setPartitions(new ArrayList<>(numbers))));
        return told;
    }
}
