package io.millrace.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.peers.ApacheKafka;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.extra.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Word count, with its repartition topic, on a broker of Apache Kafka 4.4.0 in a process of its own. */
@Tag("full")
@Timeout(180)
class WordCountOnApacheKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] WORDS = {"Log", "stream", "TABLE", "mill", "race", "key", "value", "time"};

    private final Map<String, Long> expected = new TreeMap<>();

    @Test
    void twoInstancesShareThePartitionsAndCountAsAPlainLoopDoes(@TempDir Path directory) {
        assumeTrue(
                ApacheKafka.isResolved(),
                "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
        try (ApacheKafka kafka = ApacheKafka.start(directory, 1, List.of("-Xmx512m"), Map.of());
                StockClients stock = new StockClients(kafka.bootstrapServers())) {
            stock.create("lines", 4);
            stock.create("word-counts", 2);
            KafkaStreams first = instance(kafka);
            KafkaStreams second = instance(kafka);
            try (first;
                    second) {
                first.start();
                write(stock, 3_000, 1);
                awaitDone(kafka);
                assertThat(stock.counts("word-counts")).isEqualTo(expected);

                second.start();
                await("both have half of the tasks", () -> tasks(first) == 4 && tasks(second) == 4);
                write(stock, 3_000, 2);
                awaitDone(kafka);
                assertThat(stock.counts("word-counts")).isEqualTo(expected);
                assertThat(processed(second)).isPositive();

                first.close();
                await("the other has all tasks", () -> tasks(second) == 8);
                write(stock, 3_000, 3);
                awaitDone(kafka);
                assertThat(stock.counts("word-counts")).isEqualTo(expected);
            }
        }
    }

    private static KafkaStreams instance(ApacheKafka kafka) {
        return new KafkaStreams(WordCount.topology(), settings(kafka));
    }

    private static Properties settings(ApacheKafka kafka) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "word-count");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put("heartbeat.interval.ms", 500);
        return settings;
    }

    private void write(StockClients stock, int lines, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < lines; i++) {
            StringBuilder line = new StringBuilder();
            for (int w = 1 + random.nextInt(8); w > 0; w--) {
                String word = WORDS[random.nextInt(WORDS.length)] + random.nextInt(20);
                line.append(word).append(random.nextBoolean() ? " " : ", ");
                expected.merge(word.toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
            }
            stock.write("lines", i % 4, line.toString());
        }
        stock.flush();
    }

    private static void awaitDone(ApacheKafka kafka) {
        try (Progress progress = new Progress(WordCount.topology(), new StreamsConfig(settings(kafka)))) {
            await(
                    "every record is processed and committed",
                    () -> progress.look(PATIENCE).done());
        }
    }

    private static int tasks(KafkaStreams instance) {
        return instance.metadataForLocalThreads().stream()
                .mapToInt(thread -> thread.activeTasks().size())
                .sum();
    }

    private static double processed(KafkaStreams instance) {
        return instance.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("process-total"))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .sum();
    }

    private static void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
