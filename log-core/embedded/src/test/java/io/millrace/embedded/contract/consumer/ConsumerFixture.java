package io.millrace.embedded.contract.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A topic, consumers of a log, and what tests do with them. */
abstract class ConsumerFixture {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(20);

    final String topic = "c-" + UUID.randomUUID();
    final String group = "g-" + topic;
    private final List<Consumer<?, ?>> consumers = new ArrayList<>();
    Written written;

    /** Where the log is. */
    abstract String bootstrap();

    /** The consumer under test. */
    abstract <K, V> Consumer<K, V> consumer(Map<String, Object> configs);

    @BeforeEach
    void open() {
        written = new Written(bootstrap());
    }

    @AfterEach
    void close() {
        consumers.forEach(Consumer::close);
        written.close();
    }

    final Consumer<String, String> strings(Map<String, Object> given) {
        return opened(configs(given));
    }

    final Consumer<String, String> grouped(Map<String, Object> given) {
        Map<String, Object> configs = configs(given);
        configs.put("group.id", group);
        return opened(configs);
    }

    final <K, V> Consumer<K, V> opened(Map<String, Object> configs) {
        Consumer<K, V> consumer = consumer(configs);
        consumers.add(consumer);
        return consumer;
    }

    final Map<String, Object> configs(Map<String, Object> given) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", bootstrap());
        configs.put("key.deserializer", StringDeserializer.class.getName());
        configs.put("value.deserializer", StringDeserializer.class.getName());
        configs.put("auto.offset.reset", "earliest");
        configs.put("heartbeat.interval.ms", 100);
        configs.putAll(given);
        return configs;
    }

    final TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    final void close(Consumer<?, ?> consumer) {
        consumers.remove(consumer);
        consumer.close();
    }

    /** At least so many records. */
    final <K, V> List<ConsumerRecord<K, V>> take(Consumer<K, V> from, int count) {
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        until(() -> {
            from.poll(SHORT).forEach(taken::add);
            return taken.size() >= count;
        });
        return taken;
    }

    static <K, V> Consumer<K, V> polled(Consumer<K, V> consumer) {
        consumer.poll(SHORT);
        return consumer;
    }

    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(deadline);
        }
    }

    /** What a listener is told. */
    static final class Told implements ConsumerRebalanceListener {
        final List<String> events = new ArrayList<>();

        /** What came and went, without rebalances that changed nothing. */
        List<String> moved() {
            return events.stream().filter(each -> !each.equals("+0")).toList();
        }

        /** How many came, again or not. */
        int taken() {
            return events.stream()
                    .filter(each -> each.startsWith("+"))
                    .mapToInt(Integer::parseInt)
                    .sum();
        }

        final Set<TopicPartition> revoked = new HashSet<>();
        final Set<TopicPartition> lost = new HashSet<>();

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            events.add("-" + partitions.size());
            revoked.addAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            events.add("+" + partitions.size());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            lost.addAll(partitions);
        }
    }
}
