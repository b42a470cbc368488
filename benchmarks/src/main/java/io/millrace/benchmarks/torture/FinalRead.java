package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads all that a torture left in the log, when nobody writes any more. */
final class FinalRead {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long LOOK_MS = 100;
    private static final long PATIENCE_MS = 120_000;

    private final Site site;
    private final List<TopicPartition> partitions = new ArrayList<>();

    FinalRead(Site site, List<String> topics) {
        this.site = site;
        for (String topic : topics) {
            for (int i = 0; i < Torture.PARTITIONS; i++) {
                partitions.add(new TopicPartition(topic, i));
            }
        }
    }

    /**
     * Waits until every transaction has ended, which its timeout guarantees; false, and an anomaly, when one hangs for
     * longer than that.
     */
    boolean awaitStable(long withinMs) {
        try (KafkaConsumer<byte[], byte[]> all = site.consumer();
                KafkaConsumer<byte[], byte[]> committed = site.consumer("isolation.level", "read_committed")) {
            long deadline = System.nanoTime() + withinMs * 1_000_000L;
            while (true) {
                Map<TopicPartition, Long> ends = all.endOffsets(partitions);
                Map<TopicPartition, Long> stable = committed.endOffsets(partitions);
                if (ends.equals(stable)) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    ends.forEach((partition, end) -> {
                        if (!end.equals(stable.get(partition))) {
                            site.history()
                                    .anomaly("hanging: a transaction keeps " + partition + " at "
                                            + stable.get(partition) + " of " + end);
                        }
                    });
                    return false;
                }
                Turns.pause(LOOK_MS);
            }
        }
    }

    LogView read(List<String> groups) {
        Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
        for (String group : groups) {
            committed.put(group, offsets(group));
        }
        return new LogView(records("read_uncommitted"), records("read_committed"), committed);
    }

    private Map<TopicPartition, Long> offsets(String group) {
        try (KafkaConsumer<byte[], byte[]> consumer = site.consumer("group.id", group)) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
                    consumer.committed(new HashSet<>(partitions)).entrySet()) {
                if (each.getValue() != null) {
                    offsets.put(each.getKey(), each.getValue().offset());
                }
            }
            return offsets;
        }
    }

    private Map<TopicPartition, NavigableMap<Long, byte[]>> records(String isolation) {
        Map<TopicPartition, NavigableMap<Long, byte[]>> found = new HashMap<>();
        partitions.forEach(partition -> found.put(partition, new TreeMap<>()));
        try (KafkaConsumer<byte[], byte[]> consumer = site.consumer("isolation.level", isolation)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> left = new HashSet<>(partitions);
            long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
            while (!left.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    found.computeIfAbsent(
                                    new TopicPartition(record.topic(), record.partition()),
                                    partition -> new TreeMap<>())
                            .put(record.offset(), record.value());
                }
                left.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
                if (System.nanoTime() > deadline) {
                    left.forEach(partition -> site.history()
                            .anomaly("unreadable: " + partition + " stops at " + consumer.position(partition) + " of "
                                    + ends.get(partition)));
                    break;
                }
            }
        }
        return found;
    }
}
