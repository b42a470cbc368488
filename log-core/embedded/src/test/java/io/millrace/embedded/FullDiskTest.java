package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 64 MiB that the stock client fills. */
@Tag("full")
@Timeout(120)
class FullDiskTest {
    private static final int VALUE_BYTES = 50_000;

    @TempDir
    Path directory;

    private final List<String> acknowledged = new ArrayList<>();
    private int next;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", directory.toString()), "needs root, and mount");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", directory.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private EmbeddedLog start() {
        return Millrace.log()
                .dataDirectory(directory.resolve("data"))
                .set(Map.of("journal.file.bytes", "4194304", "journal.files", "2", "tail.bytes", "1048576"))
                .start();
    }

    @Test
    void producersAreRefusedUntilThereIsRoomAndNothingAcknowledgedIsLost() throws Exception {
        Path ballast = directory.resolve("ballast");
        fill(ballast, 16 << 20);
        try (EmbeddedLog log = start();
                KafkaProducer<String, String> producer = producer(log)) {
            Stock.createTopic(log.bootstrapServers(), "t", 1, Map.of());
            Throwable refused = null;
            while (refused == null) {
                refused = send(producer);
            }
            assertThat(refused).isInstanceOfAny(TimeoutException.class, KafkaStorageException.class);
            assertThat(log.shortage()).contains(directory.toString());
            assertThat(log.failure()).isNull();
            assertThat(acknowledged.size()).isGreaterThan(500);
            assertThat(readsAllThatWasAcknowledged(log)).isTrue();

            // To the last byte, as somebody else on the machine would.
            Path rest = directory.resolve("rest");
            fill(rest, 1 << 30);
            assertThat(send(producer)).isNotNull();
            assertThat(readsAllThatWasAcknowledged(log)).isTrue();

            Files.delete(rest);
            Files.delete(ballast);
            Stock.await(() -> log.shortage() == null);
            for (int i = 0; i < 50; i++) {
                assertThat(send(producer)).isNull();
            }
            assertThat(readsAllThatWasAcknowledged(log)).isTrue();
        }
        try (EmbeddedLog log = start()) {
            assertThat(readsAllThatWasAcknowledged(log)).isTrue();
        }
    }

    private static KafkaProducer<String, String> producer(EmbeddedLog log) {
        return Stock.producer(
                log.bootstrapServers(),
                "delivery.timeout.ms",
                "4000",
                "request.timeout.ms",
                "2000",
                "linger.ms",
                "0",
                "enable.idempotence",
                "false");
    }

    /** Null when it was acknowledged. */
    private Throwable send(KafkaProducer<String, String> producer) throws Exception {
        String value = next++ + "-" + "x".repeat(VALUE_BYTES);
        try {
            producer.send(new ProducerRecord<>("t", value)).get();
            acknowledged.add(value);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private boolean readsAllThatWasAcknowledged(EmbeddedLog log) {
        HashSet<String> missing = new HashSet<>(acknowledged);
        try (KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            Stock.await(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> missing.remove(record.value()));
                return missing.isEmpty();
            });
        }
        return missing.isEmpty();
    }

    /** With so many zeros, or as many as there is room for. */
    private static void fill(Path file, long bytes) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] zeros = new byte[4096];
            for (long written = 0; written < bytes; written += zeros.length) {
                out.write(zeros);
            }
        } catch (IOException e) {
            if (bytes < 1 << 30) {
                throw e;
            }
        }
    }
}
