package io.millrace.client.group;

import io.millrace.client.call.Answer;
import io.millrace.client.group.ConsumerProtocol.Assignment;
import io.millrace.client.group.ConsumerProtocol.Subscription;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.TopicInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Kafka's {@code range}: each topic's partitions in even, contiguous ranges over its subscribers. <i>Loop-owned.</i> */
public final class RangeAssignor implements Assignor {
    /** Members with an instance id come first, by it: so a static member gets the same again under another member id. */
    private static final Comparator<Member> ORDER = Comparator.comparing((Member m) -> m.instanceId() == null)
            .thenComparing(m -> m.instanceId() == null ? m.id() : m.instanceId());

    private final List<String> topics;
    private final Metadata metadata;

    /** For a member that subscribes to these topics. */
    public RangeAssignor(List<String> topics, Metadata metadata) {
        this.topics = List.copyOf(topics);
        this.metadata = metadata;
    }

    @Override
    public String protocolType() {
        return ConsumerProtocol.TYPE;
    }

    @Override
    public String name() {
        return "range";
    }

    @Override
    public byte[] subscription() {
        return ConsumerProtocol.encode(new Subscription(topics, null, List.of()));
    }

    @Override
    public void assign(List<Member> members, Answer<Map<String, byte[]>> assignments) {
        SortedMap<String, List<Member>> subscribers = new TreeMap<>();
        for (Member member : members) {
            for (String topic :
                    ConsumerProtocol.subscription(member.subscription()).topics()) {
                subscribers.computeIfAbsent(topic, t -> new ArrayList<>()).add(member);
            }
        }
        metadata.refresh(subscribers.keySet(), (found, failure) -> {
            if (found == null) {
                assignments.done(null, failure);
                return;
            }
            Map<String, List<TopicPartition>> owned = new HashMap<>();
            members.forEach(member -> owned.put(member.id(), new ArrayList<>()));
            subscribers.forEach((topic, of) -> {
                TopicInfo info = found.get(topic);
                if (info != null) {
                    divide(info, of, owned);
                }
            });
            Map<String, byte[]> encoded = new HashMap<>();
            owned.forEach(
                    (id, partitions) -> encoded.put(id, ConsumerProtocol.encode(new Assignment(partitions, null))));
            assignments.done(encoded, null);
        });
    }

    private static void divide(TopicInfo topic, List<Member> members, Map<String, List<TopicPartition>> owned) {
        List<Member> sorted = new ArrayList<>(members);
        sorted.sort(ORDER);
        int each = topic.partitionCount() / sorted.size();
        int oneMore = topic.partitionCount() % sorted.size();
        int next = 0;
        for (int i = 0; i < sorted.size(); i++) {
            List<TopicPartition> mine = owned.getOrDefault(sorted.get(i).id(), new ArrayList<>());
            for (int left = each + (i < oneMore ? 1 : 0); left > 0; left--) {
                mine.add(new TopicPartition(topic.name(), next++));
            }
        }
    }
}
