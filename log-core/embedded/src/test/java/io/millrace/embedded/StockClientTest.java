package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
class StockClientTest {
    /** A consumer says goodbye behind its last fetch, which still waits. */
    private static final CloseOptions WITHOUT_WAITING = CloseOptions.timeout(Duration.ZERO);

    private static EmbeddedLog log;
    private static String bootstrap;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        bootstrap = log.bootstrapServers();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void recordsComeBackInOrderFromEveryPartition() {
        Stock.createTopic(bootstrap, "ordered", 4, Map.of());
        Map<Integer, List<String>> sent = new HashMap<>();
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap, "linger.ms", 5)) {
            List<Future<RecordMetadata>> acks = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                acks.add(producer.send(new ProducerRecord<>("ordered", i % 4, "k" + i, "v" + i)));
                sent.computeIfAbsent(i % 4, p -> new ArrayList<>()).add("v" + i);
            }
            acks.forEach(Stock::get);
        }

        Map<Integer, List<String>> received = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap, "group.id", "ordered")) {
            consumer.subscribe(List.of("ordered"));
            for (ConsumerRecord<String, String> record : Stock.poll(consumer, 5_000)) {
                received.computeIfAbsent(record.partition(), p -> new ArrayList<>())
                        .add(record.value());
            }
        }

        assertThat(received).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void batchesComeBackAsTheyWereCompressed(String compression) {
        String topic = "compressed-" + compression;
        try (KafkaProducer<String, String> producer =
                Stock.producer(bootstrap, "compression.type", compression, "linger.ms", 20)) {
            List<Future<RecordMetadata>> acks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                acks.add(producer.send(new ProducerRecord<>(
                        topic,
                        null,
                        1_000L + i,
                        "k",
                        "x".repeat(i),
                        List.of(
                                new RecordHeader("number", Integer.toString(i).getBytes(UTF_8)),
                                new RecordHeader("null", (byte[]) null)))));
            }
            acks.forEach(Stock::get);
        }

        try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap, "group.id", topic)) {
            consumer.subscribe(List.of(topic));
            List<ConsumerRecord<String, String>> records = Stock.poll(consumer, 500);
            for (int i = 0; i < 500; i++) {
                ConsumerRecord<String, String> record = records.get(i);
                assertThat(record.offset()).isEqualTo(i);
                assertThat(record.timestamp()).isEqualTo(1_000L + i);
                assertThat(record.value()).hasSize(i);
                assertThat(new String(record.headers().lastHeader("number").value(), UTF_8))
                        .isEqualTo(Integer.toString(i));
                assertThat(record.headers().lastHeader("null").value()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void everyKindOfAcknowledgementStoresTheRecord(String acks) {
        String topic = "acks-" + acks;
        Stock.createTopic(bootstrap, topic, 1, Map.of());
        try (KafkaProducer<String, String> producer =
                Stock.producer(bootstrap, "acks", acks, "enable.idempotence", acks.equals("all"))) {
            for (int i = 0; i < 500; i++) {
                producer.send(new ProducerRecord<>(topic, "v" + i));
            }
            producer.flush();
        }

        try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            assertThat(Stock.poll(consumer, 500)).hasSize(500);
        }
    }

    @Test
    void offsetsAreFoundByTime() {
        Stock.createTopic(bootstrap, "timed", 1, Map.of());
        TopicPartition partition = new TopicPartition("timed", 0);
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap)) {
            for (int i = 0; i < 10; i++) {
                Stock.get(producer.send(new ProducerRecord<>("timed", 0, 1_000L + i * 100, "k", "v" + i)));
            }
        }

        try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap);
                Admin admin = Stock.admin(bootstrap)) {
            assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 10L);
            var found = consumer.offsetsForTimes(Map.of(partition, 1_250L)).get(partition);
            assertThat(found.offset()).isEqualTo(3);
            assertThat(found.timestamp()).isEqualTo(1_300L);
            assertThat(consumer.offsetsForTimes(Map.of(partition, 2_000L))).containsEntry(partition, null);
            assertThat(Stock.get(admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                                    .partitionResult(partition))
                            .offset())
                    .isEqualTo(9);
            assertThat(Stock.get(admin.listOffsets(Map.of(partition, OffsetSpec.earliestLocal()))
                                    .partitionResult(partition))
                            .offset())
                    .isZero();
        }
    }

    @Test
    void aFetchWaitsForWhatIsProducedMeanwhile() {
        Stock.createTopic(bootstrap, "waited", 2, Map.of());
        try (KafkaConsumer<String, String> consumer =
                        Stock.consumer(bootstrap, "fetch.max.wait.ms", 20_000, "request.timeout.ms", 40_000);
                KafkaProducer<String, String> producer = Stock.producer(bootstrap)) {
            consumer.assign(List.of(new TopicPartition("waited", 0), new TopicPartition("waited", 1)));
            assertThat(consumer.poll(Duration.ofMillis(300)).count()).isZero();
            long before = System.nanoTime();
            producer.send(new ProducerRecord<>("waited", 1, "k", "v"));

            assertThat(Stock.poll(consumer, 1)).hasSize(1);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            consumer.close(WITHOUT_WAITING);
        }
    }

    @Test
    void minimalBytesAreWaitedFor() {
        Stock.createTopic(bootstrap, "gathered", 1, Map.of());
        try (KafkaConsumer<String, String> consumer =
                        Stock.consumer(bootstrap, "fetch.max.wait.ms", 15_000, "fetch.min.bytes", 1_000);
                KafkaProducer<String, String> producer = Stock.producer(bootstrap)) {
            consumer.assign(List.of(new TopicPartition("gathered", 0)));
            consumer.poll(Duration.ofMillis(100));
            for (int i = 0; i < 10; i++) {
                Stock.get(producer.send(new ProducerRecord<>("gathered", "k", "x".repeat(100))));
            }

            // One answer brings all of what was awaited.
            List<ConsumerRecord<String, String>> first = Stock.poll(consumer, 1);

            assertThat(first.size()).isGreaterThan(3);
            consumer.close(WITHOUT_WAITING);
        }
    }

    @Test
    void keylessRecordsDoNotEnterACompactedTopic() {
        Stock.createTopic(bootstrap, "compacted", 1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap)) {
            assertThat(Stock.failureOf(producer.send(new ProducerRecord<>("compacted", "v"))))
                    .isInstanceOf(InvalidRecordException.class);
            assertThat(Stock.get(producer.send(new ProducerRecord<>("compacted", "k", "v")))
                            .offset())
                    .isZero();
        }
    }

    @Test
    void aRecordAboveTheTopicsLimitIsRefused() {
        Stock.createTopic(bootstrap, "small", 1, Map.of("max.message.bytes", "2000"));
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap)) {
            assertThat(Stock.failureOf(producer.send(new ProducerRecord<>("small", "k", "x".repeat(5_000)))))
                    .isInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void theLogStampsRecordsWhereTheTopicSaysSo() {
        Stock.createTopic(bootstrap, "stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap);
                KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap)) {
            RecordMetadata sent = Stock.get(producer.send(new ProducerRecord<>("stamped", 0, 5L, "k", "v")));
            consumer.assign(List.of(new TopicPartition("stamped", 0)));

            ConsumerRecord<String, String> record = Stock.poll(consumer, 1).get(0);

            assertThat(record.timestamp()).isEqualTo(sent.timestamp()).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void adminCreatesDescribesAndDeletes() {
        try (Admin admin = Stock.admin(bootstrap)) {
            NewTopic topic = new NewTopic("administered", 3, (short) 1).configs(Map.of("retention.ms", "1000"));
            var created = admin.createTopics(List.of(topic));
            assertThat(Stock.get(created.numPartitions("administered"))).isEqualTo(3);
            assertThat(Stock.failureOf(admin.createTopics(List.of(topic))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture()))
                    .isInstanceOf(TopicExistsException.class);

            var described = Stock.get(
                            admin.describeTopics(List.of("administered")).allTopicNames())
                    .get("administered");
            assertThat(described.partitions()).hasSize(3);
            assertThat(described.topicId()).isEqualTo(Stock.get(created.topicId("administered")));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "administered");
            Config config =
                    Stock.get(admin.describeConfigs(List.of(resource)).all()).get(resource);
            assertThat(config.get("retention.ms").value()).isEqualTo("1000");
            assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
            assertThat(Stock.get(admin.listTopics().names())).contains("administered");

            Stock.get(admin.deleteTopics(List.of("administered")).all());

            assertThat(Stock.get(admin.listTopics().names())).doesNotContain("administered");
            assertThat(Stock.failureOf(admin.deleteTopics(List.of("administered"))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture()))
                    .isInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void aTopicMadeAnewDoesNotHoldTheOldRecords() {
        for (int round = 0; round < 3; round++) {
            Stock.createTopic(bootstrap, "again", 2, Map.of());
            Stock.produce(bootstrap, "again", 0, 10);
            try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap);
                    Admin admin = Stock.admin(bootstrap)) {
                consumer.assign(List.of(new TopicPartition("again", 0), new TopicPartition("again", 1)));
                assertThat(Stock.poll(consumer, 10)).hasSize(10);
                assertThat(consumer.endOffsets(consumer.assignment()).values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(10);
                Stock.get(admin.deleteTopics(List.of("again")).all());
            }
        }
    }

    @Test
    void theClusterIsThisNodeAtThisAddress() {
        try (Admin admin = Stock.admin(bootstrap)) {
            var cluster = admin.describeCluster();
            Node node = Stock.get(cluster.controller());

            assertThat(node.host() + ":" + node.port()).isEqualTo(bootstrap);
            assertThat(Stock.get(cluster.nodes())).hasSize(1);
            assertThat(Stock.get(cluster.clusterId())).isNotBlank();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            assertThat(Stock.get(admin.describeConfigs(List.of(broker)).all())
                            .get(broker)
                            .get("num.partitions")
                            .value())
                    .isEqualTo("1");
        }
    }

    @Test
    void groupsAreListedDescribedAndDeleted() {
        Stock.produce(bootstrap, "grouped", 0, 10);
        TopicPartition partition = new TopicPartition("grouped", 0);
        try (Admin admin = Stock.admin(bootstrap)) {
            try (KafkaConsumer<String, String> consumer = Stock.consumer(bootstrap, "group.id", "described")) {
                consumer.subscribe(List.of("grouped"));
                Stock.poll(consumer, 10);
                consumer.commitSync(Map.of(partition, new OffsetAndMetadata(7, "seven")));

                var group = Stock.get(admin.describeConsumerGroups(List.of("described"))
                                .all())
                        .get("described");
                assertThat(group.members()).hasSize(1);
                assertThat(group.members().iterator().next().assignment().topicPartitions())
                        .containsExactly(partition);
                assertThat(consumer.committed(Set.of(partition)))
                        .containsEntry(partition, new OffsetAndMetadata(7, Optional.empty(), "seven"));
            }
            assertThat(Stock.get(admin.listGroups().all()).stream().map(g -> g.groupId()))
                    .contains("described");
            assertThat(Stock.get(admin.listConsumerGroupOffsets("described").partitionsToOffsetAndMetadata())
                            .get(partition)
                            .offset())
                    .isEqualTo(10);

            Stock.get(admin.deleteConsumerGroups(List.of("described")).all());

            assertThat(Stock.get(admin.listGroups().all()).stream().map(g -> g.groupId()))
                    .doesNotContain("described");
        }
    }
}
