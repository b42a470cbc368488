package io.millrace.embedded.contract.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;

/** Producers to a topic of a log, and what tests do with them. */
abstract class ProducerFixture {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final String topic = "p-" + UUID.randomUUID();
    final List<Producer<String, String>> open = new ArrayList<>();

    /** The producer that is under test, without a topic of its own yet. */
    abstract Producer<String, String> make(Map<String, Object> configs);

    /** Where the log is for Apache Kafka's clients. */
    abstract String stockBootstrap();

    @AfterEach
    void closeAll() {
        open.forEach(producer -> producer.close(Duration.ZERO));
    }

    final Producer<String, String> producer(Object... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("key.serializer", StringSerializer.class.getName());
        all.put("value.serializer", StringSerializer.class);
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        Producer<String, String> producer = make(all);
        open.add(producer);
        return producer;
    }

    /** A topic that forgets nothing, however old the records' timestamps are. */
    final void create(int partitions) {
        create(partitions, Map.of("retention.ms", "-1"));
    }

    final void create(int partitions, Map<String, String> configs) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stockBootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
            // Apache Kafka answers before the topic can be written to, or is known to the broker that is asked.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!hasLeaders(admin)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    final boolean hasLeaders(Admin admin) throws InterruptedException, ExecutionException {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                    .allMatch(partition -> partition.leader() != null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    final List<ConsumerRecord<String, String>> read(int count) {
        return read(count, "read_uncommitted");
    }

    final List<ConsumerRecord<String, String>> read(int count, String isolation) {
        Map<String, Object> configs = Map.of(
                "bootstrap.servers", stockBootstrap(), "auto.offset.reset", "earliest", "isolation.level", isolation);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(configs, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
            consumer.assign(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (records.size() < count) {
                assertThat(System.nanoTime() - deadline)
                        .as("%d of %d read", records.size(), count)
                        .isNegative();
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            consumer.poll(Duration.ofMillis(20)).forEach(records::add);
            assertThat(records).hasSize(count);
            return records;
        }
    }

    static double metric(Producer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(each -> each.getKey().group().equals("producer-metrics")
                        && each.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .map(Metric::metricValue)
                .mapToDouble(value -> (double) value)
                .findFirst()
                .orElseThrow();
    }

    /** Marks records, and counts. */
    public static final class Counting implements ProducerInterceptor<String, String> {
        static final AtomicInteger SEEN = new AtomicInteger();
        static final AtomicInteger ENDED = new AtomicInteger();

        @Override
        public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
            SEEN.incrementAndGet();
            return new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value() + "!");
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
            ENDED.incrementAndGet();
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        @Override
        public void configure(Map<String, ?> configs) {
            // Nothing to set.
        }
    }
}
