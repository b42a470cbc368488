package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node deletes and compacts, as Apache Kafka's own client sees it. */
@Timeout(120)
class UpkeepTest {
    private static final int KEYS = 20;

    private static EmbeddedLog start(Path directory) {
        return Millrace.log()
                .dataDirectory(directory)
                .set(Map.of(
                        "log.segment.bytes", "65536",
                        "log.segment.delete.delay.ms", "0",
                        "log.retention.check.interval.ms", "50",
                        "log.cleaner.backoff.ms", "50",
                        "log.cleaner.min.cleanable.ratio", "0.01"))
                .start();
    }

    @Test
    void aCompactedTopicShrinksAndKeepsTheNewestOfEachKey(@TempDir Path directory) throws IOException {
        Map<String, String> newest = new HashMap<>();
        try (EmbeddedLog log = start(directory)) {
            String servers = log.bootstrapServers();
            Stock.createTopic(servers, "state", 1, Map.of("cleanup.policy", "compact"));
            produce(servers, newest, 3000);

            // What is acknowledged is in the journal: its segments, and their directory, may come a little later.
            Stock.await(() -> {
                List<Long> offsets = records(directory.resolve("state-0"));
                return offsets.contains(2999L) && offsets.size() < 1500;
            });

            assertThat(read(servers)).isEqualTo(newest);
        }
        try (EmbeddedLog log = start(directory)) {
            assertThat(read(log.bootstrapServers())).isEqualTo(newest);
            produce(log.bootstrapServers(), newest, 100);
            assertThat(read(log.bootstrapServers())).isEqualTo(newest);
        }
    }

    @Test
    void retentionIsChangedWhileTheNodeRuns(@TempDir Path directory) {
        try (EmbeddedLog log = start(directory);
                Admin admin = Stock.admin(log.bootstrapServers())) {
            Stock.createTopic(log.bootstrapServers(), "state", 1, Map.of());
            produce(log.bootstrapServers(), new HashMap<>(), 3000);
            assertThat(beginning(log.bootstrapServers())).isZero();

            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "state");
            Stock.get(admin.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.bytes", "100000"), AlterConfigOp.OpType.SET))))
                    .all());

            Stock.await(() -> beginning(log.bootstrapServers()) > 0);
            Stock.await(() -> bytes(directory.resolve("state-0")) < 200_000);
        }
    }

    private static long beginning(String servers) {
        TopicPartition partition = new TopicPartition("state", 0);
        try (KafkaConsumer<String, String> consumer = Stock.consumer(servers)) {
            return consumer.beginningOffsets(List.of(partition)).get(partition);
        }
    }

    private static void produce(String servers, Map<String, String> newest, int count) {
        try (KafkaProducer<String, String> producer = Stock.producer(servers, "compression.type", "lz4")) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = "k" + i % KEYS;
                // What lz4 cannot shrink much.
                String value = new Random(i)
                        .ints(150, 33, 126)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                newest.put(key, value);
                sent.add(producer.send(new ProducerRecord<>("state", key, value)));
            }
            sent.forEach(Stock::get);
        }
    }

    /** The newest value of each key, read to the log's end. */
    private static Map<String, String> read(String servers) {
        TopicPartition partition = new TopicPartition("state", 0);
        Map<String, String> found = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = Stock.consumer(servers)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            Stock.await(() -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    found.put(record.key(), record.value());
                }
                return consumer.position(partition) >= end;
            });
        }
        return found;
    }

    private static List<Path> segments(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{20}\\.log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path directory) {
        return segments(directory).stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    /** By Apache Kafka's own reader of segment files. */
    private static List<Long> records(Path directory) {
        List<Long> offsets = new ArrayList<>();
        for (Path segment : segments(directory)) {
            try {
                FileRecords records = FileRecords.open(segment.toFile(), false);
                for (FileChannelRecordBatch batch : records.batches()) {
                    for (Record record : batch) {
                        record.ensureValid();
                        offsets.add(record.offset());
                    }
                }
                // Not close(): that cuts a file which has grown since.
                records.closeHandlers();
            } catch (IOException e) {
                // It was replaced while it was read: looked at again.
                return List.of();
            }
        }
        return offsets;
    }
}
