package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.group.Offset;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GroupCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofMillis(100);
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        try (ClientSession session = ClientSession.to(log.bootstrapServers())) {
            session.<io.millrace.client.admin.Admin.Outcomes>value(answer -> session.client()
                    .admin()
                    .createTopics(List.of(new NewTopic("orders", 2, (short) 1, Map.of())), answer));
            session.done(done -> session.client()
                    .admin()
                    .alterGroupOffsets("idle", Map.of(new TopicPartition("orders", 0), new Offset(2, -1, "")), done));
        }
        assertThat(Call.of("1\n2\n3\n", "produce", "orders", "--partition", "0", "-b", log.bootstrapServers()))
                .isEqualTo(new Call(0, "", ""));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void aGroupWithoutMembersShowsItsLag() throws Exception {
        JsonNode group =
                JSON.readTree(call("group", "describe", "idle", "-o", "json").out());

        assertThat(group.path("state").asText()).isEqualTo("Empty");
        assertThat(group.path("members")).isEmpty();
        JsonNode partition = group.path("partitions").path(0);
        assertThat(partition.path("topic").asText()).isEqualTo("orders");
        assertThat(partition.path("position").asLong()).isEqualTo(2);
        assertThat(partition.path("end").asLong()).isEqualTo(3);
        assertThat(partition.path("lag").asLong()).isEqualTo(1);
        assertThat(call("group", "describe", "idle").out()).contains("Empty", "LAG", "orders");
        JsonNode listed = JSON.readTree(call("group", "list", "-o", "json").out()).findParents("group").stream()
                .filter(each -> each.path("group").asText().equals("idle"))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("protocol").asText()).isEqualTo("classic");
    }

    @Test
    void aMemberIsShownWithWhatItReads() throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, log.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG, "reading",
                        ConsumerConfig.CLIENT_ID_CONFIG, "reader",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("orders"));
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (consumer.poll(SOON).isEmpty()) {
                assertThat(System.nanoTime()).as("the consumer reads in time").isLessThan(deadline);
            }
            consumer.commitSync();

            JsonNode group = JSON.readTree(
                    call("group", "describe", "reading", "-o", "json").out());

            assertThat(group.path("state").asText()).isEqualTo("Stable");
            assertThat(group.path("members").path(0).path("client").asText()).isEqualTo("reader");
            assertThat(group.path("partitions")).hasSize(2);
            assertThat(group.path("partitions").path(0).path("client").asText()).isEqualTo("reader");
            assertThat(group.path("partitions").path(0).path("lag").asLong()).isZero();
        }
    }

    @Test
    void groupsAreListed() throws Exception {
        assertThat(call("group", "ls").out().lines())
                .anyMatch(line -> line.startsWith("idle ") && line.contains("Empty"));
        assertThat(JSON.readTree(call("group", "list", "-o", "json").out()))
                .anyMatch(group -> group.path("group").asText().equals("idle"));
    }

    @Test
    void aGroupThatIsNotThereIsNamed() {
        Call call = call("group", "describe", "nobody");

        assertThat(call.code()).isEqualTo(Main.NOT_FOUND);
        assertThat(call.err().strip()).isEqualTo("millrace: group nobody: does not exist");
    }

    private static Call call(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = log.bootstrapServers();
        return Call.of("", all);
    }
}
