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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams 4.3.1 counts words on our node under exactly_once_v2, and is killed in the middle. */
@Tag("full")
@Timeout(240)
class KafkaStreamsExactlyOnceTest {
    private static final int WORDS = 40_000;
    private static final int BEFORE_THE_KILL = 4_000;
    private static final int PARTITIONS = 2;
    private static final String JOB = """
            import java.util.Properties;
            import org.apache.kafka.common.serialization.Serdes;
            import org.apache.kafka.streams.KafkaStreams;
            import org.apache.kafka.streams.StreamsBuilder;
            import org.apache.kafka.streams.kstream.Consumed;
            import org.apache.kafka.streams.kstream.Grouped;
            import org.apache.kafka.streams.kstream.Produced;

            public class Count {
                public static void main(String[] args) throws Exception {
                    Properties settings = new Properties();
                    settings.put("bootstrap.servers", args[0]);
                    settings.put("state.dir", args[1]);
                    settings.put("application.id", "count");
                    settings.put("processing.guarantee", "exactly_once_v2");
                    settings.put("commit.interval.ms", 100);
                    settings.put("statestore.cache.max.bytes", 0);
                    settings.put("num.stream.threads", 2);
                    settings.put("replication.factor", 1);
                    settings.put("consumer.session.timeout.ms", 6000);
                    settings.put("consumer.max.poll.records", 200);
                    settings.put("consumer.auto.offset.reset", "earliest");
                    StreamsBuilder builder = new StreamsBuilder();
                    builder.stream("words", Consumed.with(Serdes.String(), Serdes.String()))
                            .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                            .count()
                            .toStream()
                            .mapValues(count -> Long.toString(count))
                            .to("counts", Produced.with(Serdes.String(), Serdes.String()));
                    KafkaStreams streams = new KafkaStreams(builder.build(), settings);
                    streams.setUncaughtExceptionHandler(thrown -> {
                        thrown.printStackTrace();
                        return org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler
                                .StreamThreadExceptionResponse.REPLACE_THREAD;
                    });
                    streams.start();
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void everyWordIsCountedOnceAcrossAKill() throws Exception {
        assumeTrue(
                Peers.find("kafka-streams").isPresent(),
                "Kafka Streams is not resolved: mvn -pl benchmarks/peers/kafka-streams package");
        Path lib = Peers.lib("kafka-streams");
        Path classes = compile(lib);
        try (EmbeddedLog log =
                Millrace.log().dataDirectory(directory.resolve("log")).start()) {
            Map<String, Integer> expected = produceWords(log.bootstrapServers());
            try (KafkaConsumer<String, String> counts = counts(log.bootstrapServers())) {
                List<ConsumerRecord<String, String>> seen = new ArrayList<>();
                try (Child first = start(lib, classes, log, "first.out")) {
                    readUntil(counts, seen, BEFORE_THE_KILL, first);
                    first.kill();
                }
                try (Child second = start(lib, classes, log, "second.out")) {
                    readUntil(counts, seen, WORDS, second);
                }
                check(seen, expected);
            }
        }
    }

    /** Each word's counts go up by one from one: nothing is lost, nothing counted twice. */
    private static void check(List<ConsumerRecord<String, String>> seen, Map<String, Integer> expected) {
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<String, String> each : seen) {
            int count = Integer.parseInt(each.value());
            assertThat(count)
                    .as("count of %s at %d", each.key(), each.offset())
                    .isEqualTo(last.getOrDefault(each.key(), 0) + 1);
            last.put(each.key(), count);
        }
        assertThat(last).isEqualTo(expected);
    }

    private static Map<String, Integer> produceWords(String bootstrap) throws Exception {
        Map<String, Object> servers = Map.of("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(servers)) {
            admin.createTopics(List.of(
                            new NewTopic("words", PARTITIONS, (short) 1),
                            new NewTopic("counts", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        Random random = new Random(42);
        Map<String, Integer> expected = new HashMap<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(servers, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < WORDS; i++) {
                String word = "word-" + random.nextInt(500);
                expected.merge(word, 1, Integer::sum);
                producer.send(new ProducerRecord<>("words", i % PARTITIONS, null, word));
            }
        }
        return expected;
    }

    private static KafkaConsumer<String, String> counts(String bootstrap) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(List.of(new TopicPartition("counts", 0), new TopicPartition("counts", 1)));
        return consumer;
    }

    private static void readUntil(
            KafkaConsumer<String, String> counts, List<ConsumerRecord<String, String>> seen, int enough, Child job) {
        long deadline = System.nanoTime() + Duration.ofSeconds(100).toNanos();
        while (seen.size() < enough) {
            counts.poll(Duration.ofMillis(200)).forEach(seen::add);
            if (!job.alive() || System.nanoTime() > deadline) {
                throw new AssertionError("only " + seen.size() + " of " + enough + " counts:\n" + job.tail());
            }
        }
    }

    private Child start(Path lib, Path classes, EmbeddedLog log, String output) {
        return Child.java(
                classes + ":" + lib + "/*",
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "Count",
                List.of(log.bootstrapServers(), directory.resolve("state").toString()),
                directory.resolve(output));
    }

    private Path compile(Path lib) throws IOException {
        Path source = Files.writeString(directory.resolve("Count.java"), JOB);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-nowarn", "-d", classes.toString(), "-cp", jars(lib), source.toString());
        assertThat(result).as("the job compiles against Kafka Streams").isZero();
        return classes;
    }

    private static String jars(Path lib) throws IOException {
        try (var found = Files.list(lib)) {
            return String.join(":", found.map(Path::toString).toList());
        }
    }
}
