package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand partitions that hold records, and that nobody asks for anything. */
@Tag("full")
@Timeout(60)
class AtRestTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int PARTITIONS = 2_000;
    /** What a log keeps open at most of what was used last. */
    private static final int RECENT_FILES = 512;

    @TempDir
    private Path directory;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "descriptors are counted in /proc");
    }

    @Test
    void aPartitionAtRestHoldsNoThreadAndNoFile() throws IOException, InterruptedException {
        int threads;
        long files;
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            Stock.createTopic(log.bootstrapServers(), "one", 1, Map.of());
            threads = ourThreads();
            files = openFiles();
            Stock.createTopic(log.bootstrapServers(), "many", PARTITIONS, Map.of());
            fill(log.bootstrapServers());
            assertThat(openFiles()).isLessThan(files + RECENT_FILES + 20);
            assertThat(threadsAtRest(threads)).isEqualTo(threads);
        }
        MovableClock clock = new MovableClock();
        try (EmbeddedLog log =
                Millrace.log().dataDirectory(directory).clock(clock).start()) {
            Stock.produce(log.bootstrapServers(), "one", 0, 1);
            // A first look at retention, and the checkpoint that was left to this start, use every log's files once
            // more.
            for (int minute = 0; minute < 150 && openFiles() >= files + 20; minute++) {
                Thread.sleep(200);
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(openFiles()).isLessThan(files + 20);
            assertThat(threadsAtRest(threads)).isEqualTo(threads);
        }
    }

    private static void fill(String bootstrap) {
        try (KafkaProducer<String, String> producer = Stock.producer(bootstrap, "batch.size", 100)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                sent.add(producer.send(new ProducerRecord<>("many", i, "k", "v")));
            }
            sent.forEach(Stock::get);
        }
    }

    /** Threads that wait for the disk, whose number does not depend on that of partitions, end some seconds after. */
    private static int threadsAtRest(int expected) throws InterruptedException {
        for (long end = System.nanoTime() + 15_000_000_000L; ourThreads() > expected && System.nanoTime() < end; ) {
            Thread.sleep(100);
        }
        return ourThreads();
    }

    private static int ourThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millrace"))
                .count();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }
}
