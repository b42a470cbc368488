package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ten records in partition 0, a second apart, and none in partition 1. */
class GroupResetTest {
    private static final TopicPartition FULL = new TopicPartition("orders", 0);
    private static final TopicPartition EMPTY = new TopicPartition("orders", 1);
    private static final long BEGAN_MS = 1_700_000_000_000L;
    private static EmbeddedLog log;

    @BeforeAll
    static void start() throws Exception {
        log = Millrace.log().inMemory().start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1)))
                    .all()
                    .get();
        }
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("orders", 0, BEGAN_MS + i * 1000L, null, "order " + i))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static Consumer<String, String> member(String group) {
        return log.consumer(
                Map.of("group.id", group, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static void commit(String group, long offset) {
        try (Consumer<String, String> member = member(group)) {
            member.commitSync(Map.of(FULL, new OffsetAndMetadata(offset)));
        }
    }

    private static Map<TopicPartition, Long> positions(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", log.bootstrapServers()))) {
            Map<TopicPartition, Long> positions = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> positions.put(partition, offset.offset()));
            return positions;
        }
    }

    private static Call reset(String group, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"group", "reset", group, "--bootstrap", log.bootstrapServers()}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return Call.of("", all);
    }

    @Test
    void aGroupGoesOnWhereItIsTold() throws Exception {
        commit("g", 4);

        assertThat(reset("g", "--to", "earliest").code()).isZero();
        assertThat(positions("g")).isEqualTo(Map.of(FULL, 0L));
        assertThat(reset("g", "--to", "2023-11-14T22:13:25.500Z").out())
                .as("the first that is not older")
                .contains("TO", "orders  0          0     6");
        assertThat(reset("g", "--by", "-2").code()).isZero();
        assertThat(positions("g")).isEqualTo(Map.of(FULL, 4L));
        assertThat(reset("g", "--to", "99", "-o", "json").out())
                .as("no further than the end")
                .contains("\"from\":4,\"to\":10");
        try (Consumer<String, String> member = member("g")) {
            member.assign(List.of(FULL));
            assertThat(member.position(FULL)).isEqualTo(10);
        }
    }

    @Test
    void aDryRunMovesNothing() throws Exception {
        commit("dry", 4);

        Call call = reset("dry", "--to", "latest", "--dry-run");

        assertThat(call.out()).contains("orders  0          4     10");
        assertThat(call.err().strip()).isEqualTo("nothing was moved: --dry-run");
        assertThat(positions("dry")).isEqualTo(Map.of(FULL, 4L));
    }

    @Test
    void aGroupThatIsNotThereIsMadeForATopic() throws Exception {
        assertThat(reset("new", "--to", "earliest").err().strip())
                .isEqualTo("millrace: group new: does not exist; name its topics with --topic");

        assertThat(reset("new", "--to", "2030-01-01T00:00:00Z", "--topic", "orders")
                        .code())
                .isZero();

        assertThat(positions("new")).as("none is that late").isEqualTo(Map.of(FULL, 10L, EMPTY, 0L));
    }

    @Test
    void aGroupWithMembersIsLeftAlone() throws Exception {
        commit("busy", 4);
        try (Consumer<String, String> member = member("busy")) {
            member.subscribe(List.of("orders"));
            for (long end = System.nanoTime() + 20_000_000_000L;
                    member.assignment().isEmpty() && System.nanoTime() < end; ) {
                member.poll(Duration.ofMillis(50));
            }

            assertThat(reset("busy", "--to", "earliest").err())
                    .startsWith("millrace: group busy: has 1 member; stop them first");
            assertThat(Call.of("", "group", "delete", "busy", "--bootstrap", log.bootstrapServers())
                            .err()
                            .strip())
                    .isEqualTo("millrace: group busy: has members; stop them first");
        }
        Call deleted = Call.of("", "group", "delete", "busy", "--bootstrap", log.bootstrapServers());
        assertThat(deleted.out().strip()).isEqualTo("deleted group busy");
        assertThat(positions("busy")).isEmpty();
    }

    @Test
    void whatIsNoPlaceIsNamed() {
        assertThat(reset("g", "--to", "yesterday").err().strip())
                .isEqualTo("millrace: --to: 'yesterday' is not earliest, latest, an offset, or a time such as"
                        + " 2026-01-31T12:00:00Z");
        assertThat(reset("g", "--to", "0", "--topic", "nothing").err().strip())
                .isEqualTo("millrace: topic nothing: does not exist");
    }
}
