package io.millrace.connect.storage;

import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Done;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.metadata.TopicInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Makes the worker's topics where they are missing, checks those that are there, and reads them to their ends. */
final class StoreReader {
    private static final String COMPACT = "compact";

    private final ClientThread client;
    private final List<StoreTopic> topics;
    private final Taker taker;

    StoreReader(ClientThread client, List<StoreTopic> topics, Taker taker) {
        this.client = client;
        this.topics = topics;
        this.taker = taker;
    }

    /** Takes records in order of offset within a partition, on the client's loop. */
    interface Taker {
        void take(String topic, byte @Nullable [] key, byte @Nullable [] value);
    }

    /** Completes when all is read; fails with a message that names the key and the topic. */
    CompletableFuture<Void> run() {
        List<NewTopic> wanted = topics.stream()
                .map(t -> new NewTopic(
                        t.topic(), t.partitions(), t.replicationFactor(), Map.of("cleanup.policy", COMPACT)))
                .toList();
        return client.<Admin.Outcomes>ask((c, answer) -> c.admin().createTopics(wanted, answer))
                .thenCompose(outcomes -> {
                    List<StoreTopic> old = existing(outcomes.failures());
                    // What was made just now is empty.
                    return old.isEmpty() ? CompletableFuture.completedFuture(null) : check(old);
                });
    }

    private List<StoreTopic> existing(Map<String, ApiException> failures) {
        List<StoreTopic> old = new ArrayList<>();
        for (StoreTopic topic : topics) {
            ApiException failure = failures.get(topic.topic());
            if (failure instanceof TopicExistsException) {
                old.add(topic);
            } else if (failure != null) {
                throw new IllegalStateException(
                        topic.key() + ": cannot make topic " + topic.topic() + ": " + failure.getMessage(), failure);
            }
        }
        return old;
    }

    private CompletableFuture<Void> check(List<StoreTopic> old) {
        List<String> names = old.stream().map(StoreTopic::topic).toList();
        CompletableFuture<Map<String, TopicInfo>> infos =
                client.ask((c, answer) -> c.admin().describeTopics(names, answer));
        CompletableFuture<Map<String, Map<String, String>>> configs =
                client.ask((c, answer) -> c.admin().describeConfigs(names, answer));
        return infos.thenCombine(configs, (info, config) -> {
                    List<TopicPartition> partitions = new ArrayList<>();
                    for (StoreTopic topic : old) {
                        TopicInfo found = info.get(topic.topic());
                        if (found == null) {
                            throw new IllegalStateException(
                                    topic.key() + ": topic " + topic.topic() + " was deleted meanwhile");
                        }
                        check(topic, found, config.getOrDefault(topic.topic(), Map.of()));
                        for (int p = 0; p < found.partitionCount(); p++) {
                            partitions.add(new TopicPartition(topic.topic(), p));
                        }
                    }
                    return partitions;
                })
                .thenCompose(this::readAll);
    }

    /** A policy that deletes would forget connectors and positions after a week, without a word. */
    private static void check(StoreTopic topic, TopicInfo found, Map<String, String> config) {
        String policy = config.getOrDefault("cleanup.policy", COMPACT);
        if (!policy.equals(COMPACT)) {
            throw new IllegalStateException(topic.key() + ": topic " + topic.topic() + " has cleanup.policy=" + policy
                    + ", which forgets records; set it to compact, or name another topic");
        }
        if (topic.mustHavePartitions() && found.partitionCount() != topic.partitions()) {
            throw new IllegalStateException(topic.key() + ": topic " + topic.topic() + " has " + found.partitionCount()
                    + " partitions, but must have " + topic.partitions() + "; name another topic");
        }
    }

    private CompletableFuture<Void> readAll(List<TopicPartition> partitions) {
        CompletableFuture<Map<TopicPartition, Admin.FoundOffset>> begins = offsets(partitions, Admin.EARLIEST);
        CompletableFuture<Map<TopicPartition, Admin.FoundOffset>> ends = offsets(partitions, Admin.LATEST);
        return begins.thenCombine(ends, (begin, end) -> {
                    Map<TopicPartition, long[]> spans = new HashMap<>();
                    end.forEach((partition, last) -> {
                        Admin.FoundOffset first = begin.get(partition);
                        if (first != null && first.offset() < last.offset()) {
                            spans.put(partition, new long[] {first.offset(), last.offset()});
                        }
                    });
                    return spans;
                })
                .thenCompose(spans -> client.tell((c, done) -> {
                    if (spans.isEmpty()) {
                        done.done(null);
                    } else {
                        new Reading(c, spans, done).begin();
                    }
                }));
    }

    private CompletableFuture<Map<TopicPartition, Admin.FoundOffset>> offsets(
            List<TopicPartition> partitions, long spec) {
        Map<TopicPartition, Long> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        return client.ask((c, answer) -> c.admin().listOffsets(specs, answer));
    }

    /** One pass from the beginnings to the ends. Loop-owned. */
    private final class Reading {
        private final Fetcher fetcher;
        private final Map<TopicPartition, long[]> spans;
        private final Done done;
        private final RecordWalk walk = new RecordWalk();
        private boolean ended;

        Reading(LogClient c, Map<TopicPartition, long[]> spans, Done done) {
            this.fetcher = c.fetcher(FetchConfig.defaults());
            this.spans = spans;
            this.done = done;
        }

        void begin() {
            fetcher.onArrival(this::read);
            spans.forEach((partition, span) -> fetcher.add(partition, span[0]));
        }

        private void read() {
            if (ended) {
                return;
            }
            for (Fetched fetched = fetcher.poll(); fetched != null; fetched = fetcher.poll()) {
                TopicPartition partition = fetched.partition();
                walk.over(fetched);
                while (walk.next()) {
                    taker.take(
                            partition.topic(),
                            walk.record().key(),
                            walk.record().value());
                }
                long next = fetched.nextOffset();
                fetched.close();
                long[] span = spans.get(partition);
                if (span != null && next >= span[1]) {
                    spans.remove(partition);
                    fetcher.remove(partition);
                }
            }
            Throwable failure = fetcher.failure();
            if (spans.isEmpty() || failure != null) {
                ended = true;
                fetcher.close();
                done.done(failure);
            }
        }
    }
}
