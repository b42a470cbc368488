package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.foreign.Foreign.Parts;
import io.millrace.peers.ApacheKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry on three brokers of Apache Kafka. */
@Tag("full")
@Timeout(300)
class RegistryOnKafkaTest {
    @TempDir
    static Path directory;

    private static ApacheKafka kafka;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(
                ApacheKafka.isResolved(), "Apache Kafka is not resolved: mvn -pl benchmarks/peers/kafka package");
        kafka = ApacheKafka.start(
                directory.resolve("kafka"),
                3,
                Foreign.BROKER_JVM,
                Map.of("log.cleaner.backoff.ms", "200", "log.cleaner.min.cleanable.ratio", "0.01"));
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void whatWasRegisteredIsThereAfterARestartAndACompaction() throws Exception {
        String group = "restart";
        try (Parts first = registry("restart-1", 0, group)) {
            Rest rest = first.rest("registry");
            assertThat(register(rest, "flights-value", 1)).isEqualTo(1);
            assertThat(register(rest, "flights-value", 2)).isEqualTo(2);
            assertThat(register(rest, "airports-value", 1)).isEqualTo(1);
            for (int i = 0; i < 60; i++) {
                rest.done("PUT", "/config", "{\"compatibility\": \"" + (i % 2 == 0 ? "FULL" : "FORWARD") + "\"}");
            }
            rest.done("DELETE", "/subjects/airports-value", "");
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            TopicDescription topic = admin.describeTopics(List.of(topic(group)))
                    .allTopicNames()
                    .get()
                    .get(topic(group));
            assertThat(topic.partitions()).hasSize(1);
            assertThat(topic.partitions().get(0).replicas()).hasSize(3);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic(group));
            assertThat(admin.describeConfigs(List.of(resource))
                            .all()
                            .get()
                            .get(resource)
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
            int before = records(topic(group));
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(
                                    new AlterConfigOp(new ConfigEntry("segment.ms", "100"), AlterConfigOp.OpType.SET),
                                    new AlterConfigOp(
                                            new ConfigEntry("min.cleanable.dirty.ratio", "0.01"),
                                            AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            // The active segment is not compacted: one more write begins a new one.
            try (Parts second = registry("restart-2", 0, group)) {
                Rest rest = second.rest("registry");
                Foreign.await("compacted", () -> {
                    rest.done("PUT", "/config", "{\"compatibility\": \"BACKWARD\"}");
                    return records(topic(group)) < before / 2;
                });
            }
        }
        try (Parts third = registry("restart-3", 0, group)) {
            Rest rest = third.rest("registry");
            assertThat(rest.done("GET", "/subjects", "").toString()).isEqualTo("[\"flights-value\"]");
            assertThat(rest.done("GET", "/subjects?deleted=true", "").toString())
                    .isEqualTo("[\"airports-value\",\"flights-value\"]");
            assertThat(rest.done("GET", "/subjects/flights-value/versions", "").toString())
                    .isEqualTo("[1,2]");
            assertThat(rest.done("GET", "/schemas/ids/2", "").path("schema").asText())
                    .contains("f1");
            assertThat(rest.done("GET", "/config", "")
                            .path("compatibilityLevel")
                            .asText())
                    .isEqualTo("BACKWARD");
            assertThat(register(rest, "delays-value", 3)).as("the next id").isEqualTo(3);
        }
    }

    @Test
    void anotherRegistryLeadsWhenTheLeaderIsKilledAndIdsGoOn() {
        String group = "pair";
        Set<Integer> ids = new HashSet<>();
        try (Parts one = registry("pair-1", freePort(), group);
                Parts two = registry("pair-2", freePort(), group)) {
            // Each takes writes; the one that does not lead sends them on.
            for (int i = 0; i < 10; i++) {
                Rest to = (i % 2 == 0 ? one : two).rest("registry");
                assertThat(ids.add(registerWhenLed(to, "s" + i, i)))
                        .as("an id given twice")
                        .isTrue();
            }
            for (int id = 1; id <= 10; id++) {
                int asked = id;
                for (Parts each : List.of(one, two)) {
                    Foreign.await(
                            "both see all",
                            () -> each.rest("registry")
                                            .call("GET", "/schemas/ids/" + asked)
                                            .status()
                                    == 200);
                }
            }
            one.process().kill();
            for (int i = 10; i < 15; i++) {
                assertThat(ids.add(registerWhenLed(two.rest("registry"), "s" + i, i)))
                        .as("an id given twice")
                        .isTrue();
            }
            assertThat(ids).hasSize(15).allMatch(id -> id >= 1);
            assertThat(register(two.rest("registry"), "s3", 3))
                    .as("known by the other")
                    .isIn(ids);

            try (Parts three = registry("pair-3", freePort(), group)) {
                two.process().kill();
                assertThat(ids.add(registerWhenLed(three.rest("registry"), "s15", 15)))
                        .isTrue();
                assertThat(three.rest("registry").done("GET", "/subjects", "")).hasSize(16);
            }
        }
    }

    /** While the lead goes over, a write may be refused with a server's error, as with Confluent's; never done twice. */
    private static int registerWhenLed(Rest rest, String subject, int fields) {
        int[] id = {0};
        Foreign.await("a leader", () -> {
            Rest.Answer answer = rest.call("POST", "/subjects/" + subject + "/versions", body(fields));
            assertThat(answer.status()).as(answer.toString()).matches(status -> status == 200 || status >= 500);
            id[0] = answer.body().path("id").asInt();
            return answer.status() == 200;
        });
        return id[0];
    }

    private static int register(Rest rest, String subject, int fields) {
        return rest.done("POST", "/subjects/" + subject + "/versions", body(fields))
                .path("id")
                .asInt();
    }

    private static String body(int fields) {
        StringBuilder schema = new StringBuilder("{\"type\":\"record\",\"name\":\"R\",\"fields\":[");
        for (int i = 0; i < fields; i++) {
            schema.append(i == 0 ? "" : ",").append("{\"name\":\"f" + i + "\",\"type\":\"int\",\"default\":0}");
        }
        JsonNode request =
                Rest.JSON.createObjectNode().put("schema", schema.append("]}").toString());
        return request.toString();
    }

    /** The records that are left of the topic. */
    private static int records(String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        TopicPartition partition = new TopicPartition(topic, 0);
        int count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(100)).count();
            }
        }
        return count;
    }

    private static String topic(String group) {
        return "schemas-" + group;
    }

    private static Parts registry(String name, int port, String group) {
        Path config = directory.resolve(name + ".properties");
        try {
            Files.writeString(
                    config, "kafkastore.topic=" + topic(group) + "\nschema.registry.group.id=" + group + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Foreign.start(
                kafka.bootstrapServers(),
                directory.resolve(name + ".out"),
                List.of("--registry", "127.0.0.1:" + port, "--config", config.toString()));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
