package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.base.Rng;
import io.millrace.broker.partition.Partition;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.log.Durability;
import io.millrace.storage.log.LogStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What was acknowledged is there after a restart, clean or not. */
@Timeout(180)
class CrashTest {
    /** A node that loses its disk says so, a hundred times over; here that is what is meant to happen. */
    @BeforeAll
    static void quiet() {
        level(Level.OFF);
    }

    @AfterAll
    static void loud() {
        level(null);
    }

    private static void level(@Nullable Level level) {
        for (Class<?> chatty : List.of(LogStore.class, Partition.class)) {
            ((Logger) LoggerFactory.getLogger(chatty)).setLevel(level);
        }
    }

    @Test
    void recordsGroupsAndTopicsSurviveACleanRestart(@TempDir Path directory) {
        String clusterId;
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            Stock.createTopic(log.bootstrapServers(), "kept", 3, Map.of("retention.ms", "123456"));
            Stock.produce(log.bootstrapServers(), "kept", 0, 300);
            commit(log, "kept", 100);
            clusterId = clusterId(log);
        }

        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            assertThat(clusterId(log)).isEqualTo(clusterId);
            assertThat(values(log, "kept", 3, 300)).hasSize(300);
            assertThat(committed(log, "kept")).isEqualTo(100);
            Stock.produce(log.bootstrapServers(), "kept", 300, 400);
            assertThat(values(log, "kept", 3, 400)).hasSize(400);
        }
    }

    @Test
    void nothingAcknowledgedIsLostToACrash() {
        for (long seed = 1; seed <= 3; seed++) {
            MemoryDisk disk = new MemoryDisk(Rng.seeded(seed));
            int produced = 0;
            for (int life = 0; life < 3; life++) {
                PoweredDisk powered = new PoweredDisk(disk);
                EmbeddedLog log =
                        Millrace.log().disk(powered).durability(Durability.SYNC).start();
                if (life == 0) {
                    Stock.createTopic(log.bootstrapServers(), "crashed", 2, Map.of());
                }
                Stock.produce(log.bootstrapServers(), "crashed", produced, produced + 100);
                produced += 100;
                commit(log, "crashed", produced / 2);
                powered.cutPower();
                log.close();

                try (EmbeddedLog again =
                        Millrace.log().disk(disk).durability(Durability.SYNC).start()) {
                    assertThat(values(again, "crashed", 2, produced))
                            .as("seed %d, life %d", seed, life)
                            .containsExactlyInAnyOrderElementsOf(expected(produced));
                    assertThat(committed(again, "crashed")).isEqualTo(produced / 2);
                }
            }
        }
    }

    private static List<String> expected(int count) {
        return IntStream.range(0, count).mapToObj(i -> "v" + i).toList();
    }

    private static List<String> values(EmbeddedLog log, String topic, int partitions, int count) {
        try (KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            List<String> values = new ArrayList<>();
            Stock.poll(consumer, count).stream().map(ConsumerRecord::value).forEach(values::add);
            consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
            return values;
        }
    }

    private static void commit(EmbeddedLog log, String topic, long offset) {
        try (KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers(), "group.id", "g")) {
            consumer.assign(Set.of(new TopicPartition(topic, 0)));
            consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)));
        }
    }

    private static long committed(EmbeddedLog log, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers(), "group.id", "g")) {
            return consumer.committed(Set.of(partition)).get(partition).offset();
        }
    }

    private static String clusterId(EmbeddedLog log) {
        try (var admin = Stock.admin(log.bootstrapServers())) {
            return Stock.get(admin.describeCluster().clusterId());
        }
    }
}
