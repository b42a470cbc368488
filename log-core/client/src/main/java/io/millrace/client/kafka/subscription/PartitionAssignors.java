package io.millrace.client.kafka.subscription;

import io.millrace.client.call.Answer;
import io.millrace.client.group.Assignor;
import io.millrace.client.group.ConsumerProtocol;
import io.millrace.client.metadata.ClusterTypes;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.RebalanceProtocol;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Kafka's own assignors as a member's strategies. <i>Loop-owned;</i> {@link #want}: <i>any thread.</i> */
final class PartitionAssignors implements Assignor {
    private final List<ConsumerPartitionAssignor> assignors;
    private final Metadata metadata;
    private final @Nullable String rack;
    private volatile Wanted wanted = new Wanted(Set.of(), Set.of(), -1);
    /** Partitions by topic when this member divided last. */
    private Map<String, Integer> divided = Map.of();

    PartitionAssignors(List<ConsumerPartitionAssignor> assignors, Metadata metadata, @Nullable String rack) {
        this.assignors = assignors;
        this.metadata = metadata;
        this.rack = rack;
    }

    /** Whether members keep their partitions while the group divides: all assignors must be able to. */
    static boolean areCooperative(List<ConsumerPartitionAssignor> assignors) {
        return assignors.stream()
                .allMatch(assignor -> assignor.supportedProtocols().contains(RebalanceProtocol.COOPERATIVE));
    }

    void want(Set<String> topics, Set<TopicPartition> owned, int generation) {
        wanted = new Wanted(topics, owned, generation);
    }

    /** Whether the last division would be another one now. */
    boolean isOutdated(TopicInfo topic) {
        Integer count = divided.get(topic.name());
        return count != null && count != topic.partitionCount();
    }

    void assigned(String strategy, ConsumerProtocol.Assignment assignment, ConsumerGroupMetadata group) {
        byte[] userData = assignment.userData();
        by(strategy)
                .onAssignment(
                        new ConsumerPartitionAssignor.Assignment(
                                assignment.partitions(), userData == null ? null : ByteBuffer.wrap(userData)),
                        group);
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public String name() {
        return assignors.get(0).name();
    }

    @Override
    public byte[] subscription() {
        return subscription(assignors.get(0));
    }

    @Override
    public List<Strategy> strategies() {
        List<Strategy> strategies = new ArrayList<>(assignors.size());
        assignors.forEach(each -> strategies.add(new Strategy(each.name(), subscription(each))));
        return strategies;
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        assign(name(), members, assignments);
    }

    @Override
    public void assign(String strategy, List<Member> members, Answer<Map<String, byte[]>> assignments) {
        Map<String, Subscription> subscriptions = new HashMap<>();
        Set<String> topics = new LinkedHashSet<>();
        for (Member member : members) {
            ConsumerProtocol.Subscription told = ConsumerProtocol.subscription(member.subscription());
            topics.addAll(told.topics());
            byte[] userData = told.userData();
            Subscription subscription = new Subscription(
                    told.topics(),
                    userData == null ? null : ByteBuffer.wrap(userData),
                    told.owned(),
                    told.generation(),
                    Optional.ofNullable(told.rack()));
            subscription.setGroupInstanceId(Optional.ofNullable(member.instanceId()));
            subscriptions.put(member.id(), subscription);
        }
        // Asks for what is missing, which may create it; the group divides again when it is there.
        topics.forEach(metadata::partitionCount);
        metadata.refresh(topics, (found, failure) -> {
            if (found == null) {
                assignments.done(null, failure);
                return;
            }
            Map<String, byte[]> encoded;
            try {
                encoded = divide(by(strategy), subscriptions, topics, found);
            } catch (RuntimeException e) {
                // The user's own code: the group tries again, and the log says why.
                assignments.done(null, e);
                return;
            }
            assignments.done(encoded, null);
        });
    }

    private Map<String, byte[]> divide(
            ConsumerPartitionAssignor assignor,
            Map<String, Subscription> subscriptions,
            Set<String> topics,
            Map<String, TopicInfo> found) {
        Map<String, Integer> counts = new HashMap<>();
        for (String topic : topics) {
            TopicInfo info = found.get(topic);
            counts.put(topic, info == null ? 0 : info.partitionCount());
        }
        divided = counts;
        Map<String, byte[]> encoded = new HashMap<>();
        assignor.assign(
                        ClusterTypes.cluster(metadata.clusterId(), metadata.nodes(), found.values()),
                        new GroupSubscription(subscriptions))
                .groupAssignment()
                .forEach((member, assignment) -> encoded.put(
                        member,
                        ConsumerProtocol.encode(new ConsumerProtocol.Assignment(
                                assignment.partitions(), bytes(assignment.userData())))));
        return encoded;
    }

    private byte[] subscription(ConsumerPartitionAssignor assignor) {
        Wanted now = wanted;
        return ConsumerProtocol.encode(new ConsumerProtocol.Subscription(
                List.copyOf(now.topics),
                bytes(assignor.subscriptionUserData(now.topics)),
                List.copyOf(now.owned),
                now.generation,
                rack));
    }

    private ConsumerPartitionAssignor by(String strategy) {
        for (ConsumerPartitionAssignor each : assignors) {
            if (each.name().equals(strategy)) {
                return each;
            }
        }
        throw new IllegalStateException("the group goes by " + strategy + ", which this member did not offer");
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * What this member says of itself.
     *
     * @param topics subscribed
     * @param owned what it keeps while the group divides
     * @param generation in which it got that
     */
    private record Wanted(Set<String> topics, Set<TopicPartition> owned, int generation) {}
}
