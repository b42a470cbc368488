package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client 4.4.0, newer than the one this project is built with, in a process of its own on our node. */
@Tag("full")
@Timeout(120)
class NewestJavaClientTest {
    private static final String PROGRAM = """
            import java.time.Duration;
            import java.util.*;
            import org.apache.kafka.clients.admin.*;
            import org.apache.kafka.clients.consumer.*;
            import org.apache.kafka.clients.producer.*;
            import org.apache.kafka.common.*;
            import org.apache.kafka.common.config.ConfigResource;
            import org.apache.kafka.common.serialization.*;

            public class Newest {
                static String servers;

                public static void main(String[] args) throws Exception {
                    servers = args[0];
                    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
                        topics(admin);
                        produce();
                        group(admin, "classic", GroupType.CLASSIC);
                        group(admin, "consumer", GroupType.CONSUMER);
                        transactions(admin);
                        groups(admin);
                    }
                    System.out.println("all is well");
                }

                static void topics(Admin admin) throws Exception {
                    admin.createTopics(List.of(
                            new NewTopic("plain", 3, (short) 1), new NewTopic("sent", 1, (short) 1),
                            new NewTopic("gone", 1, (short) 1))).all().get();
                    ConfigResource plain = new ConfigResource(ConfigResource.Type.TOPIC, "plain");
                    admin.incrementalAlterConfigs(Map.of(plain, List.<AlterConfigOp>of(new AlterConfigOp(
                            new ConfigEntry("retention.ms", "7654321"), AlterConfigOp.OpType.SET)))).all().get();
                    same("7654321", admin.describeConfigs(List.of(plain)).all().get().get(plain)
                            .get("retention.ms").value());
                    admin.deleteTopics(List.of("gone")).all().get();
                    same(Set.of("plain", "sent"), admin.listTopics().names().get());
                    same(3, admin.describeTopics(List.of("plain")).allTopicNames().get().get("plain")
                            .partitions().size());
                    same(1, admin.describeCluster().nodes().get().size());
                    Map<String, ?> features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
                    same(true, features.keySet().containsAll(Set.of("transaction.version", "group.version")));
                }

                static void produce() throws Exception {
                    try (Producer<String, String> producer = producer(Map.of())) {
                        List<java.util.concurrent.Future<RecordMetadata>> sent = new ArrayList<>();
                        for (int i = 0; i < 1000; i++) {
                            sent.add(producer.send(new ProducerRecord<>("plain", i % 3, "k" + i, "v" + i)));
                        }
                        for (int i = 0; i < 1000; i++) {
                            same((long) i / 3, sent.get(i).get().offset());
                        }
                    }
                }

                static void group(Admin admin, String protocol, GroupType type) throws Exception {
                    String group = "of-" + protocol;
                    try (Consumer<String, String> consumer = consumer(group, Map.of("group.protocol", protocol))) {
                        consumer.subscribe(List.of("plain"));
                        List<String> read = read(consumer, 1000);
                        same(1000, new HashSet<>(read).size());
                        consumer.commitSync();
                        ConsumerGroupDescription described =
                                admin.describeConsumerGroups(List.of(group)).all().get().get(group);
                        same(type, described.type());
                        same(GroupState.STABLE, described.groupState());
                        same(1, described.members().size());
                    }
                    long committed = 0;
                    for (OffsetAndMetadata each : admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata().get().values()) {
                        committed += each.offset();
                    }
                    same(1000L, committed);
                }

                static void transactions(Admin admin) throws Exception {
                    TopicPartition from = new TopicPartition("plain", 0);
                    try (Producer<String, String> producer = producer(Map.of("transactional.id", "copy"));
                            Consumer<String, String> copier = consumer("copier", Map.of())) {
                        producer.initTransactions();
                        for (String word : List.of("first", "aborted", "last")) {
                            producer.beginTransaction();
                            producer.send(new ProducerRecord<>("sent", word));
                            producer.flush();
                            producer.sendOffsetsToTransaction(
                                    Map.of(from, new OffsetAndMetadata(word.length())), copier.groupMetadata());
                            if (word.equals("aborted")) {
                                producer.abortTransaction();
                            } else {
                                producer.commitTransaction();
                            }
                        }
                    }
                    try (Consumer<String, String> committed = consumer("", Map.of())) {
                        TopicPartition sent = new TopicPartition("sent", 0);
                        committed.assign(List.of(sent));
                        committed.seekToBeginning(List.of(sent));
                        same(List.of("first", "last"), read(committed, 2));
                    }
                    same(4L, admin.listConsumerGroupOffsets("copier", new ListConsumerGroupOffsetsOptions()
                            .requireStable(true)).partitionsToOffsetAndMetadata().get().get(from).offset());
                    same("copy", admin.listTransactions().all().get().iterator().next().transactionalId());
                    TransactionState state = admin.describeTransactions(List.of("copy")).all().get().get("copy").state();
                    same(true, Set.of(TransactionState.PREPARE_COMMIT, TransactionState.COMPLETE_COMMIT)
                            .contains(state));
                }

                static void groups(Admin admin) throws Exception {
                    Set<String> names = new HashSet<>();
                    admin.listGroups().all().get().forEach(each -> names.add(each.groupId()));
                    same(Set.of("of-classic", "of-consumer", "copier"), names);
                    admin.deleteConsumerGroups(List.of("of-classic", "of-consumer")).all().get();
                    same(1, admin.listGroups().all().get().size());
                }

                static Producer<String, String> producer(Map<String, Object> more) {
                    Map<String, Object> all = new HashMap<>(more);
                    all.put("bootstrap.servers", servers);
                    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
                }

                static Consumer<String, String> consumer(String group, Map<String, Object> more) {
                    Map<String, Object> all = new HashMap<>(more);
                    all.put("bootstrap.servers", servers);
                    all.put("isolation.level", "read_committed");
                    all.put("auto.offset.reset", "earliest");
                    all.put("enable.auto.commit", false);
                    if (!group.isEmpty()) {
                        all.put("group.id", group);
                    }
                    return new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
                }

                static List<String> read(Consumer<String, String> consumer, int enough) {
                    List<String> values = new ArrayList<>();
                    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                    while (values.size() < enough && System.nanoTime() < deadline) {
                        consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
                    }
                    return values;
                }

                static void same(Object wanted, Object got) {
                    if (!wanted.equals(got)) {
                        throw new AssertionError("not " + wanted + " but " + got);
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void allThatAClientDoesIsDoneForTheNewestOne() throws Exception {
        assumeTrue(
                Peers.find("kafka").isPresent(),
                "Apache Kafka is not resolved: mvn -pl benchmarks/peers/kafka package");
        Path lib = Peers.lib("kafka");
        Path classes = compile(lib);
        Path output = directory.resolve("client.out");
        try (EmbeddedLog log =
                        Millrace.log().dataDirectory(directory.resolve("log")).start();
                Child client = Child.java(
                        classes + ":" + lib + "/*",
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                        "Newest",
                        List.of(log.bootstrapServers()),
                        output)) {
            assertThat(client.await(90_000)).as(client.tail()).isZero();
        }
        assertThat(Foreign.lines(output)).contains("all is well");
    }

    private Path compile(Path lib) throws IOException {
        Path source = Files.writeString(directory.resolve("Newest.java"), PROGRAM);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-d",
                        classes.toString(),
                        "-cp",
                        lib.resolve("kafka-clients-4.4.0.jar").toString(),
                        source.toString());
        assertThat(result)
                .as("the program compiles against the Java client 4.4.0")
                .isZero();
        return classes;
    }
}
