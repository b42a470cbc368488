package io.millrace.registry.journal;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.Admin.FoundOffset;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topic when it is missing, and refuses one that would lose schemas. <i>Any thread.</i> */
final class TopicSetup {
    private static final String CLEANUP_POLICY = "cleanup.policy";
    private static final String COMPACT = "compact";

    private final ClientThread thread;
    private final String topic;
    private final short replicationFactor;

    TopicSetup(ClientThread thread, String topic, short replicationFactor) {
        this.thread = thread;
        this.topic = topic;
        this.replicationFactor = replicationFactor;
    }

    /**
     * Where the topic begins and ends.
     *
     * @param start its first offset
     * @param end the offset after its last
     */
    record Extent(long start, long end) {}

    CompletableFuture<Extent> ready() {
        return thread.<Map<String, TopicInfo>>ask(
                        (client, answer) -> client.admin().describeTopics(List.of(topic), answer))
                .thenCompose(found -> {
                    TopicInfo info = found.get(topic);
                    return info == null ? create() : check(info);
                })
                .thenCompose(nothing -> extent());
    }

    private CompletableFuture<Void> create() {
        NewTopic wanted = new NewTopic(topic, 1, replicationFactor, Map.of(CLEANUP_POLICY, COMPACT));
        return thread.<Admin.Outcomes>ask((client, answer) -> client.admin().createTopics(List.of(wanted), answer))
                .thenAccept(outcomes -> {
                    if (!(outcomes.failures().get(topic) instanceof TopicExistsException)) {
                        outcomes.orThrow();
                    }
                });
    }

    private CompletableFuture<Void> check(TopicInfo info) {
        if (info.partitionCount() != 1) {
            throw new IllegalStateException("topic " + topic + " has " + info.partitionCount()
                    + " partitions: a registry's topic has one, or versions would come in no order");
        }
        return thread.<Map<String, Map<String, String>>>ask(
                        (client, answer) -> client.admin().describeConfigs(List.of(topic), answer))
                .thenAccept(configs -> {
                    String policy = configs.getOrDefault(topic, Map.of()).getOrDefault(CLEANUP_POLICY, COMPACT);
                    if (!policy.equals(COMPACT)) {
                        throw new IllegalStateException("topic " + topic + " has " + CLEANUP_POLICY + "=" + policy
                                + ": set it to compact, or schemas would be deleted by age");
                    }
                });
    }

    private CompletableFuture<Extent> extent() {
        CompletableFuture<Long> start = offset(Admin.EARLIEST);
        return offset(Admin.LATEST).thenCombine(start, (end, first) -> new Extent(first, end));
    }

    CompletableFuture<Long> offset(long spec) {
        TopicPartition partition = new TopicPartition(topic, 0);
        return thread.<Map<TopicPartition, FoundOffset>>ask(
                        (client, answer) -> client.admin().listOffsets(Map.of(partition, spec), answer))
                .thenApply(found -> {
                    FoundOffset offset = found.get(partition);
                    return offset == null ? 0L : Math.max(0, offset.offset());
                });
    }
}
