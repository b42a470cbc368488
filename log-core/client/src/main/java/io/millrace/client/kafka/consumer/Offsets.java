package io.millrace.client.kafka.consumer;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.Admin.FoundOffset;
import io.millrace.client.metadata.ClusterTypes;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.metadata.TopicInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Questions after the offsets of any partition. Owned by the user's thread. */
public final class Offsets {
    private final Desk desk;
    private final boolean committedOnly;
    private final boolean creates;

    /** With the consumer's isolation. */
    public Offsets(Desk desk, ConsumerSettings settings) {
        this.desk = desk;
        this.committedOnly = settings.fetch().committedOnly();
        this.creates = settings.client().autoCreateTopics();
    }

    /** First offsets. */
    public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions, Duration timeout) {
        return offsets(partitions, Admin.EARLIEST, timeout);
    }

    /** Ends of what this consumer may read. */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, Duration timeout) {
        return offsets(partitions, Admin.LATEST, timeout);
    }

    /** First records of that time or later; null where there is none. */
    public Map<TopicPartition, @Nullable OffsetAndTimestamp> atTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
        times.forEach((partition, time) -> {
            if (time < 0) {
                throw new IllegalArgumentException("the time to look for in " + partition + " is negative: " + time);
            }
        });
        Map<TopicPartition, @Nullable OffsetAndTimestamp> at = new HashMap<>();
        find(times, timeout)
                .forEach((partition, found) -> at.put(
                        partition,
                        found.offset() < 0
                                ? null
                                : new OffsetAndTimestamp(
                                        found.offset(),
                                        found.timestamp(),
                                        found.leaderEpoch() < 0
                                                ? Optional.empty()
                                                : Optional.of(found.leaderEpoch()))));
        return at;
    }

    /** A topic's partitions; asking may create it. */
    public List<PartitionInfo> partitions(String topic, Duration timeout) {
        TopicInfo found = desk.<Map<String, TopicInfo>>value(
                        (client, answer) -> client.metadata().refresh(Set.of(topic), (first, failure) -> {
                            boolean missing = first != null && first.isEmpty();
                            if (missing && creates) {
                                client.metadata().topics(Set.of(topic), answer);
                            } else {
                                answer.done(first, failure);
                            }
                        }),
                        timeout,
                        "metadata of topics")
                .get(topic);
        return found == null ? List.of() : ClusterTypes.partitions(found, nodes(timeout));
    }

    /** All topics with their partitions. */
    public Map<String, List<PartitionInfo>> topics(Duration timeout) {
        List<TopicInfo> all =
                desk.value((client, answer) -> client.metadata().allTopics(answer), timeout, "metadata of topics");
        Map<Integer, NodeInfo> nodes = nodes(timeout);
        Map<String, List<PartitionInfo>> topics = new HashMap<>();
        all.forEach(topic -> topics.put(topic.name(), ClusterTypes.partitions(topic, nodes)));
        return topics;
    }

    private Map<Integer, NodeInfo> nodes(Duration timeout) {
        return desk.value(
                (client, answer) -> answer.done(client.metadata().nodes(), null), timeout, "metadata of topics");
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, long spec, Duration timeout) {
        Map<TopicPartition, Long> specs = new LinkedHashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        find(specs, timeout).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private Map<TopicPartition, FoundOffset> find(Map<TopicPartition, Long> specs, Duration timeout) {
        if (specs.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> asked = new LinkedHashMap<>(specs);
        return desk.value(
                (client, answer) -> client.admin().listOffsets(asked, committedOnly, answer),
                timeout,
                "offsets of " + asked.keySet());
    }
}
