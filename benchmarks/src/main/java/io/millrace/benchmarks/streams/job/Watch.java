package io.millrace.benchmarks.streams.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Watches a run from outside, by Kafka's own client: topics, their ends, and what is committed. One thread. */
final class Watch implements AutoCloseable {
    /** How far a record's time may lie ahead of the clock. */
    static final String AHEAD = "message.timestamp.after.max.ms";

    private static final int PARTITIONS = 4;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Admin admin;

    Watch(String servers) {
        admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    /** Empty topics of these names; what they held before is gone. */
    void fresh(Collection<String> topics) {
        delete(topics);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (names().stream().anyMatch(topics::contains)) {
            pause(deadline, "deleting " + topics);
        }
        List<NewTopic> wanted = topics.stream()
                .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)
                        .configs(Map.of("retention.ms", "-1", AHEAD, Long.toString(Long.MAX_VALUE))))
                .toList();
        value(admin.createTopics(wanted).all());
        wanted.forEach(topic -> Leaders.await(admin, topic));
    }

    void delete(Collection<String> topics) {
        List<String> there = names().stream().filter(topics::contains).toList();
        if (!there.isEmpty()) {
            value(admin.deleteTopics(there).all());
        }
    }

    /** Deletes every topic whose name begins so. */
    void deleteOf(String prefix) {
        delete(names().stream().filter(name -> name.startsWith(prefix)).toList());
    }

    Map<TopicPartition, Long> ends(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        value(admin.describeTopics(topics).allTopicNames())
                .values()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition()))));
        return latest(partitions);
    }

    private Map<TopicPartition, Long> latest(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        value(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /**
     * Waits until the group has committed the end of its input and of the topics between its parts, in this order: once
     * the input is committed, nothing more comes into those.
     */
    void awaitCommitted(String application, String input, long patienceMs) {
        long deadline = System.nanoTime() + patienceMs * 1_000_000;
        awaitCommitted(application, List.of(input), deadline);
        List<String> between = names().stream()
                .filter(name -> name.startsWith(application + "-") && name.endsWith("-repartition"))
                .toList();
        if (!between.isEmpty()) {
            awaitCommitted(application, between, deadline);
        }
    }

    private void awaitCommitted(String application, List<String> topics, long deadline) {
        Map<TopicPartition, Long> ends = ends(topics);
        ends.values().removeIf(end -> end == 0);
        while (!committed(application).entrySet().containsAll(ends.entrySet())) {
            pause(deadline, "committing " + topics);
        }
    }

    private Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                value(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private Collection<String> names() {
        return value(admin.listTopics().names());
    }

    /** A moment; throws once the deadline is over. */
    static void pause(long deadline, String what) {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException("no end of " + what);
        }
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static <T> T value(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
