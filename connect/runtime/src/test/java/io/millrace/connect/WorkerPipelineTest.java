package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.connect.http.ConnectRoutes;
import io.millrace.connect.testing.Rest;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.rest.Edge;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's file connectors, unchanged, from a file through the log into a file. */
class WorkerPipelineTest {
    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";

    @TempDir
    Path directory;

    private EmbeddedLog log;
    private Edge edge;
    private Worker worker;
    private Rest rest;

    @BeforeEach
    void start() {
        log = Millrace.log().inMemory().start();
        edge = Edge.start();
        begin();
    }

    @AfterEach
    void stop() {
        worker.close();
        edge.close();
        log.close();
    }

    @Test
    void aFileRunsThroughTheLogAndGoesOnAfterARestart() throws IOException {
        Path in = directory.resolve("in.txt");
        Path out = directory.resolve("out.txt");
        Files.writeString(in, "one\ntwo\n");
        create("source", Map.of("connector.class", "FileStreamSource", "file", in.toString(), "topic", "lines"));
        create("sink", Map.of("connector.class", "FileStreamSink", "file", out.toString(), "topics", "lines"));
        Rest.await("two lines", () -> lines(out).equals(List.of("one", "two")));
        Rest.await(
                "the topic is tracked",
                () -> List.of("lines")
                        .equals(rest.call("GET", "/connectors/sink/topics").at("sink", "topics")));

        worker.close();
        begin();
        Files.writeString(in, "three\n", StandardOpenOption.APPEND);
        Rest.await("a third line", () -> lines(out).equals(List.of("one", "two", "three")));

        assertThat(rest.call("PUT", "/connectors/source/stop").status()).isEqualTo(204);
        assertThat(rest.call("PUT", "/connectors/sink/stop").status()).isEqualTo(204);
        Rest.await(
                "both positions are written",
                () -> Long.valueOf(3).equals(first(rest.call("GET", "/connectors/sink/offsets"), "kafka_offset"))
                        && Long.valueOf(14).equals(first(rest.call("GET", "/connectors/source/offsets"), "position")));
    }

    @Test
    void aSinkThatIsSentBackReadsEverythingAgain() throws IOException {
        Path in = directory.resolve("in.txt");
        Path out = directory.resolve("out.txt");
        Files.writeString(in, "one\ntwo\n");
        create("source", Map.of("connector.class", "FileStreamSource", "file", in.toString(), "topic", "lines"));
        create("sink", Map.of("connector.class", "FileStreamSink", "file", out.toString(), "topics", "lines"));
        Rest.await("two lines", () -> lines(out).equals(List.of("one", "two")));
        rest.call("PUT", "/connectors/sink/stop");
        Rest.await(
                "it has stopped",
                () -> "STOPPED"
                        .equals(rest.call("GET", "/connectors/sink/status").at("connector", "state")));

        Map<String, Object> moved = Map.of(
                "partition", Map.of("kafka_topic", "lines", "kafka_partition", 0), "offset", Map.of("kafka_offset", 1));
        Rest.Answer altered = rest.call("PATCH", "/connectors/sink/offsets", Map.of("offsets", List.of(moved)));
        assertThat(altered.status()).as(altered.text()).isEqualTo(200);
        rest.call("PUT", "/connectors/sink/resume");
        Rest.await("the second line again", () -> lines(out).equals(List.of("one", "two", "two")));

        rest.call("PUT", "/connectors/sink/stop");
        Rest.Answer reset = rest.call("DELETE", "/connectors/sink/offsets");
        assertThat(reset.status()).as(reset.text()).isEqualTo(200);
        rest.call("PUT", "/connectors/sink/resume");
        Rest.await("all again", () -> lines(out).equals(List.of("one", "two", "two", "one", "two")));
    }

    @Test
    void aMissingKeyOfAForeignConnectorIsNamed() {
        Rest.Answer answer = rest.call(
                "PUT", "/connectors/bad/config", Map.of("connector.class", "FileStreamSink", "tasks.max", "no"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat((String) answer.at("message")).contains("topics").contains("tasks.max");
    }

    private void create(String name, Map<String, Object> config) {
        Map<String, Object> whole = new HashMap<>(config);
        whole.put("key.converter", STRING);
        whole.put("value.converter", STRING);
        Rest.Answer answer = rest.call("PUT", "/connectors/" + name + "/config", whole);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void begin() {
        worker = Worker.start(WorkerConfig.from(Settings.of(
                Map.of(
                        "bootstrap.servers", log.inProcessServers(),
                        "plugin.path", Path.of("target/plugins").toString(),
                        "offset.flush.interval.ms", "100"),
                ConnectKeys.ALL)));
        Router router = edge.router("application/json", Set.of("application/json"), Set.of());
        ConnectRoutes.mount(router, worker);
        rest = new Rest(edge.listen("--connect", new Endpoint("127.0.0.1", 0), router));
    }

    private static Object first(Rest.Answer offsets, String key) {
        return offsets.at("offsets") instanceof List<?> list && !list.isEmpty()
                ? offsets.at("offsets", 0, "offset", key)
                : null;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
