package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.peers.KafkaConnect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Connect 4.3.1, distributed, on our node: from a file through a topic into a file, its worker killed in between. */
@Tag("full")
@Timeout(240)
class KafkaConnectOnOurNodeTest {
    private static final int STEP = 200;
    private static final List<String> SMALL =
            List.of("-Xms64m", "-Xmx400m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

    @TempDir
    Path directory;

    private int written;

    @Test
    void noLineIsLostWhenTheWorkerIsKilledAndItsOffsetsAreRight() throws Exception {
        assumeTrue(
                KafkaConnect.isResolved(),
                "Kafka Connect is not resolved: mvn -pl benchmarks/peers/kafka-connect package");
        try (EmbeddedLog log =
                        Millrace.log().dataDirectory(directory.resolve("log")).start();
                KafkaConnect worker =
                        KafkaConnect.prepared(directory.resolve("connect"), log.bootstrapServers(), List.of(), SMALL)) {
            worker.start();
            worker.awaitReady();
            Rest rest = new Rest(worker.url());
            write();
            create(rest, "source", "FileStreamSource", "\"file\": \"" + in() + "\", \"topic\": \"lines\"");
            create(rest, "sink", "FileStreamSink", "\"file\": \"" + out() + "\", \"topics\": \"lines\"");
            awaitAll();

            worker.process().kill();
            write();
            worker.start();
            worker.awaitReady();
            awaitAll();
            write();
            awaitAll();
            assertThat(rest.done("GET", "/connectors", "")).hasSize(2);

            // Who is stopped has committed all that it did.
            long end = end(log.bootstrapServers());
            stop(rest, "source");
            stop(rest, "sink");
            Foreign.await(
                    "the source's offset at the end of its file",
                    () -> offset(rest, "source", "position") == in().toFile().length());
            Foreign.await(
                    "the sink's offset at the end of its topic", () -> offset(rest, "sink", "kafka_offset") == end);
        }
        // Each in its order, some again after the kill.
        assertThat(new ArrayList<>(new LinkedHashSet<>(Foreign.lines(out())))).isEqualTo(expected());
    }

    private static long offset(Rest rest, String connector, String field) {
        return rest.call("GET", "/connectors/" + connector + "/offsets")
                .body()
                .at("/offsets/0/offset/" + field)
                .asLong(-1);
    }

    private static void stop(Rest rest, String connector) {
        rest.done("PUT", "/connectors/" + connector + "/stop", "");
        Foreign.await(
                connector + " stopped",
                () -> rest.call("GET", "/connectors/" + connector + "/status")
                        .body()
                        .at("/connector/state")
                        .asText()
                        .equals("STOPPED"));
    }

    private static long end(String bootstrap) throws Exception {
        TopicPartition lines = new TopicPartition("lines", 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.listOffsets(Map.of(lines, OffsetSpec.latest()))
                    .partitionResult(lines)
                    .get()
                    .offset();
        }
    }

    private Path in() {
        return directory.resolve("in.txt");
    }

    private Path out() {
        return directory.resolve("out.txt");
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

    private void awaitAll() {
        Foreign.await(written + " lines", () -> new LinkedHashSet<>(Foreign.lines(out())).size() == written);
    }

    private static void create(Rest rest, String name, String type, String more) {
        rest.done(
                "PUT",
                "/connectors/" + name + "/config",
                "{\"connector.class\": \"" + type + "\", " + more
                        + ", \"key.converter\": \"org.apache.kafka.connect.storage.StringConverter\""
                        + ", \"value.converter\": \"org.apache.kafka.connect.storage.StringConverter\"}");
    }
}
