package io.millrace.streams.runtime;

import io.millrace.client.admin.NewTopic;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.InternalTopic;
import io.millrace.streams.topology.PartitionCounts;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topics that an application keeps for itself, with Kafka Streams' names and configs. A pure function. */
final class InternalTopics {
    private static final String CLEANUP_POLICY = "cleanup.policy";
    private static final String RETENTION_MS = "retention.ms";
    private static final String TIMESTAMP_TYPE = "message.timestamp.type";

    private InternalTopics() {}

    /** All of them, by their full names. */
    static List<NewTopic> of(RuntimeConfig config, BuiltTopology topology, PartitionCounts counts) {
        List<NewTopic> topics = new ArrayList<>();
        for (InternalTopic topic : topology.repartitionTopics()) {
            int partitions = counts.repartition().getOrDefault(topic.name(), 1);
            topics.add(newTopic(config, topic.name(), partitions, repartitionDefaults(), topic.config()));
        }
        for (SubTopology sub : topology.subTopologies()) {
            for (StoreSpec store : sub.stores()) {
                if (store.logging()) {
                    int partitions = counts.changelog().getOrDefault(store.changelog(), 1);
                    Map<String, String> defaults = changelogDefaults(store, config.windowRetentionExtraMs());
                    topics.add(newTopic(config, store.changelog(), partitions, defaults, store.changelogConfig()));
                }
            }
        }
        return topics;
    }

    /** Records of a repartition topic stay until they were read, however long that takes. */
    private static Map<String, String> repartitionDefaults() {
        return Map.of(
                CLEANUP_POLICY,
                "delete",
                RETENTION_MS,
                "-1",
                "segment.bytes",
                Integer.toString(50 << 20),
                TIMESTAMP_TYPE,
                "CreateTime");
    }

    private static Map<String, String> changelogDefaults(StoreSpec store, long extraMs) {
        if (store.kind() == StoreSpec.Kind.KEY_VALUE) {
            return Map.of(CLEANUP_POLICY, "compact", TIMESTAMP_TYPE, "CreateTime");
        }
        long retentionMs = store.retentionMs() + extraMs;
        return Map.of(
                CLEANUP_POLICY, "compact,delete",
                RETENTION_MS, Long.toString(retentionMs < 0 ? Long.MAX_VALUE : retentionMs),
                TIMESTAMP_TYPE, "CreateTime");
    }

    /** What the kind of topic needs, over it what the application sets for all, over it what is said of this one. */
    private static NewTopic newTopic(
            RuntimeConfig config, String name, int partitions, Map<String, String> kind, Map<String, String> own) {
        Map<String, String> configs = new HashMap<>(kind);
        configs.putAll(config.topicDefaults());
        configs.putAll(own);
        return new NewTopic(config.internalTopic(name), partitions, config.replicationFactor(), configs);
    }
}
