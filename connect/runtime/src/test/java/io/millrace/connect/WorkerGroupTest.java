package io.millrace.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.herder.view.ConnectorView;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker at a time runs the connectors of a group. */
class WorkerGroupTest {
    private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";

    @TempDir
    Path directory;

    private EmbeddedLog log;

    @BeforeEach
    void start() {
        log = Millrace.log().inMemory().start();
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void aSecondWorkerOfAGroupIsRefusedAndTheFirstGoesOn() throws Exception {
        try (Worker first = Worker.start(config(log.bootstrapServers(), 1))) {
            Path out = pipeline(first);

            assertThatThrownBy(() -> Worker.start(config(log.bootstrapServers(), 2)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("connect: group millrace-connect has a worker already, at 127.0.0.1:1; one worker runs"
                            + " the connectors of a group: stop that one, or give this one a group.id and topics of its"
                            + " own");

            Files.writeString(directory.resolve("in.txt"), "three\n", StandardOpenOption.APPEND);
            Rest.await("the first goes on", () -> lines(out).equals(List.of("one", "two", "three")));
            assertThat(states(first)).containsOnly("RUNNING");
        }
    }

    @Test
    void theNextWorkerNeedNotWaitForOneThatWasClosed() {
        Worker.start(config(log.bootstrapServers(), 1)).close();
        long begun = System.nanoTime();
        Worker.start(config(log.bootstrapServers(), 2)).close();
        assertThat((System.nanoTime() - begun) / 1_000_000)
                .as("less than the session of the first, in ms")
                .isLessThan(5_000);
    }

    @Test
    void aWorkerWhosePlaceWasTakenStopsItsConnectorsAndSaysWhy() throws Exception {
        try (Edge edge = Edge.start();
                Worker first = Worker.start(config(log.inProcessServers(), 1))) {
            Path out = pipeline(first);
            Rest rest = serve(edge, first);
            assertThat(rest.call("GET", "/health").at("status")).isEqualTo("healthy");
            // In the log's own JVM a worker takes the place of the one before, as after a crash.
            try (Worker second = Worker.start(config(log.inProcessServers(), 2))) {
                Rest.await("the first hears of it", () -> refusal(first) != null);
                assertThat(refusal(first)).startsWith("This worker has stopped its connectors: group millrace-connect");
                Rest.Answer health = rest.call("GET", "/health");
                assertThat(health.status()).isEqualTo(503);
                assertThat(health.at("status")).isEqualTo("unhealthy");
                assertThat(health.at("message")).asString().contains("group millrace-connect");
                Rest.await("the second runs both", () -> states(second).equals(List.of("RUNNING", "RUNNING")));

                int before = lines(out).size();
                Files.writeString(directory.resolve("in.txt"), "three\n", StandardOpenOption.APPEND);
                Rest.await("the line comes", () -> lines(out).size() > before);
                assertThat(lines(out)).contains("one", "two", "three");
            }
        }
    }

    private static Rest serve(Edge edge, Worker worker) {
        Router router = edge.router("application/json", Set.of("application/json"), Set.of());
        ConnectRoutes.mount(router, worker);
        return new Rest(edge.listen("--connect", new Endpoint("127.0.0.1", 0), router));
    }

    /** Two lines through the log. */
    private Path pipeline(Worker worker) throws Exception {
        Path in = Files.writeString(directory.resolve("in.txt"), "one\ntwo\n");
        Path out = directory.resolve("out.txt");
        create(worker, "source", "FileStreamSource", Map.of("file", in.toString(), "topic", "lines"));
        create(worker, "sink", "FileStreamSink", Map.of("file", out.toString(), "topics", "lines"));
        Rest.await("two lines", () -> lines(out).equals(List.of("one", "two")));
        return out;
    }

    private static void create(Worker worker, String name, String type, Map<String, String> more) throws Exception {
        Map<String, String> config = new HashMap<>(more);
        config.put("connector.class", type);
        config.put("key.converter", STRING);
        config.put("value.converter", STRING);
        worker.herder().create(name, config, null).get(20, TimeUnit.SECONDS);
    }

    private static List<String> states(Worker worker) {
        return worker.connectors().join().stream()
                .map(ConnectorView::condition)
                .map(condition -> condition.state().name())
                .toList();
    }

    private static String refusal(Worker worker) {
        return worker.connectors()
                .handle((views, failure) ->
                        failure != null && failure.getCause() instanceof Refused refused ? refused.getMessage() : null)
                .join();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WorkerConfig config(String bootstrap, int port) {
        return WorkerConfig.from(Settings.of(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "rest.advertised.port",
                        Integer.toString(port),
                        "plugin.path",
                        Path.of("target/plugins").toString(),
                        "offset.flush.interval.ms",
                        "100"),
                ConnectKeys.ALL));
    }
}
