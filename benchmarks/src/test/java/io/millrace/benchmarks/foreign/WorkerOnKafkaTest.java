package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.foreign.Foreign.Parts;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker on Apache Kafka: from a file through a topic into a file, whatever is killed in between. */
@Tag("full")
@Timeout(300)
class WorkerOnKafkaTest {
    private static final int STEP = 200;

    @TempDir
    Path directory;

    private int written;

    @Test
    void noLineIsLostWhenTheBrokerAndTheWorkerAreKilled() throws Exception {
        Assumptions.assumeTrue(
                ApacheKafka.isResolved() && Peers.find("kafka-connect").isPresent(),
                "the peers are not resolved: mvn -pl benchmarks/peers/kafka,benchmarks/peers/kafka-connect package");
        plugin();
        Path out = directory.resolve("out.txt");
        try (ApacheKafka kafka = ApacheKafka.start(directory.resolve("kafka"), 1, Foreign.BROKER_JVM, Map.of())) {
            try (Parts first = worker(kafka, "first")) {
                Rest rest = first.rest("connect");
                write();
                create(rest, "source", "FileStreamSource", "\"file\": \"" + in() + "\", \"topic\": \"lines\"");
                create(rest, "sink", "FileStreamSink", "\"file\": \"" + out + "\", \"topics\": \"lines\"");
                awaitAll(out);

                kafka.kill(1);
                write();
                kafka.startNode(1);
                kafka.awaitReady(1);
                awaitAll(out);
                assertThat(rest.done("GET", "/connectors/source/status", "")
                                .at("/tasks/0/state")
                                .asText())
                        .isEqualTo("RUNNING");

                Path said = directory.resolve("second.out");
                Child second = Foreign.begin(kafka.bootstrapServers(), said, arguments());
                assertThat(second.await(60_000)).as(second.tail()).isNotZero();
                assertThat(Foreign.lines(said))
                        .filteredOn(line -> line.contains("has a worker already"))
                        .hasSize(1);
                write();
                awaitAll(out);

                first.process().kill();
            }
            write();
            try (Parts next = worker(kafka, "next")) {
                awaitAll(out);
                write();
                awaitAll(out);
                assertThat(next.rest("connect").done("GET", "/connectors", "").toString())
                        .isEqualTo("[\"sink\",\"source\"]");
            }
        }
        // Each once in its order, some again after what was killed.
        assertThat(new ArrayList<>(new LinkedHashSet<>(Foreign.lines(out)))).isEqualTo(expected());
    }

    private Path in() {
        return directory.resolve("in.txt");
    }

    private void write() throws IOException {
        List<String> more = IntStream.range(written, written + STEP)
                .mapToObj(i -> "line " + i)
                .toList();
        written += STEP;
        Files.write(in(), more, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> expected() {
        return IntStream.range(0, written).mapToObj(i -> "line " + i).toList();
    }

    private void awaitAll(Path out) {
        Foreign.await(written + " lines", () -> new LinkedHashSet<>(Foreign.lines(out)).size() == written);
    }

    private static void create(Rest rest, String name, String type, String more) {
        rest.done(
                "PUT",
                "/connectors/" + name + "/config",
                "{\"connector.class\": \"" + type + "\", " + more
                        + ", \"key.converter\": \"org.apache.kafka.connect.storage.StringConverter\""
                        + ", \"value.converter\": \"org.apache.kafka.connect.storage.StringConverter\"}");
    }

    private Parts worker(ApacheKafka kafka, String name) {
        return Foreign.start(kafka.bootstrapServers(), directory.resolve(name + ".out"), arguments());
    }

    private List<String> arguments() {
        return List.of(
                "--connect",
                "127.0.0.1:0",
                "--plugins",
                directory.resolve("plugins").toString());
    }

    /** Apache Kafka's file connectors, as people unpack them. */
    private void plugin() throws IOException {
        Path to = Files.createDirectories(directory.resolve("plugins/connect-file"));
        try (var jars = Files.newDirectoryStream(Peers.lib("kafka-connect"), "connect-file-*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, to.resolve(jar.getFileName()));
            }
        }
    }
}
