package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.foreign.Foreign.Parts;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.KafkaConnect;
import io.millrace.peers.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests to Kafka Connect 4.3.1 and to our worker: the same status and the same shape of JSON. Left out is what we
 * refuse and it takes: a flag that is neither true nor false, and the check of a config whose class nobody has, which it
 * answers with 500 and we with what is wrong.
 */
@Tag("full")
@Timeout(300)
class ConnectRestTest {
    private static final String SOURCE = "\"connector.class\": \"FileStreamSource\", \"topic\": \"lines\", \"file\": ";
    private static final String SINK = "\"connector.class\": \"FileStreamSink\", \"topics\": \"lines\", \"file\": ";

    @TempDir
    Path directory;

    private Rest theirs;
    private Rest ours;
    private final List<String> differences = new ArrayList<>();

    @Test
    void aClientOfKafkaConnectSeesNoDifference() throws Exception {
        Assumptions.assumeTrue(
                ApacheKafka.isResolved() && KafkaConnect.isResolved(),
                "the peers are not resolved: mvn -pl benchmarks/peers/kafka,benchmarks/peers/kafka-connect package");
        Path plugins = plugin();
        try (ApacheKafka kafka = ApacheKafka.start(directory.resolve("kafka"), 1, Foreign.BROKER_JVM, Map.of());
                KafkaConnect peer = KafkaConnect.prepared(
                        directory.resolve("peer"), kafka.bootstrapServers(), List.of(plugins), List.of())) {
            peer.start();
            // Topics and groups of our own beside theirs on the one cluster.
            Path config = Files.writeString(directory.resolve("ours.properties"), """
                    config.storage.topic=our-configs
                    offset.storage.topic=our-offsets
                    status.storage.topic=our-statuses
                    """);
            try (Parts parts = Foreign.start(
                    kafka.bootstrapServers(),
                    directory.resolve("ours.out"),
                    List.of(
                            "--connect",
                            "127.0.0.1:0",
                            "--plugins",
                            plugins.toString(),
                            "--config",
                            config.toString()))) {
                peer.awaitReady();
                theirs = new Rest(peer.url());
                ours = parts.rest("connect");
                connectors();
                offsets();
                refusals();
                ending();
            }
        }
        assertThat(differences).isEmpty();
    }

    private void connectors() throws IOException {
        Files.writeString(directory.resolve("theirs.txt"), "one\ntwo\n");
        Files.writeString(directory.resolve("ours.txt"), "one\ntwo\n");
        both("GET", "/");
        both("GET", "/connectors");
        both("GET", "/connector-plugins");
        both("GET", "/connector-plugins?connectorsOnly=false");
        both("GET", "/connector-plugins/FileStreamSource/config");
        both("POST", "/connectors", "{\"name\": \"NAMEsource\", \"config\": {" + SOURCE + "\"FILE\"}}");
        both("POST", "/connectors", "{\"name\": \"NAMEsource\", \"config\": {" + SOURCE + "\"FILE\"}}");
        both("PUT", "/connectors/NAMEsink/config", "{" + SINK + "\"FILE.out\"}");
        both("PUT", "/connectors/NAMEsink/config", "{" + SINK + "\"FILE.out\", \"tasks.max\": 1}");
        both("PATCH", "/connectors/NAMEsink/config", "{\"tasks.max\": \"2\"}");
        runs("NAMEsource", 1);
        runs("NAMEsink", 2);
        both("GET", "/connectors/NAMEsource");
        both("GET", "/connectors/NAMEsource/config");
        both("GET", "/connectors/NAMEsource/status");
        both("GET", "/connectors/NAMEsource/tasks");
        both("GET", "/connectors/NAMEsource/tasks/0/status");
        both("GET", "/connectors?expand=status&expand=info");
        both("POST", "/connectors/NAMEsource/tasks/0/restart");
        runs("NAMEsource", 1);
        both("POST", "/connectors/NAMEsource/restart");
        runs("NAMEsource", 1);
        both("POST", "/connectors/NAMEsource/restart?includeTasks=true&onlyFailed=false");
        runs("NAMEsource", 1);
        both("PUT", "/connectors/NAMEsource/pause");
        until(
                "NAMEsource",
                status -> status.at("/connector/state").asText().equals("PAUSED")
                        && status.at("/tasks/0/state").asText().equals("PAUSED"));
        both("GET", "/connectors/NAMEsource/status");
        both("PUT", "/connectors/NAMEsource/resume");
        runs("NAMEsource", 1);
        for (Rest each : List.of(theirs, ours)) {
            Foreign.await(
                    "the topic is tracked",
                    () -> each.call("GET", named(each, "/connectors/NAMEsource/topics"))
                            .body()
                            .toString()
                            .contains("lines"));
        }
        both("GET", "/connectors/NAMEsource/topics");
        both("PUT", "/connectors/NAMEsource/topics/reset");
        both("PUT", "/connector-plugins/FileStreamSource/config/validate", "{\"name\": \"v\", " + SOURCE + "\"FILE\"}");
        both(
                "PUT",
                "/connector-plugins/FileStreamSource/config/validate",
                "{\"name\": \"v\", \"connector.class\": \"FileStreamSource\", \"tasks.max\": \"none\"}");
    }

    private void offsets() {
        both("DELETE", "/connectors/NAMEsource/offsets");
        both("PUT", "/connectors/NAMEsource/stop");
        both("PUT", "/connectors/NAMEsink/stop");
        for (String name : List.of("NAMEsource", "NAMEsink")) {
            until(
                    name,
                    status -> status.at("/connector/state").asText().equals("STOPPED")
                            && status.path("tasks").isEmpty());
        }
        both("GET", "/connectors/NAMEsource/status");
        both("GET", "/connectors/NAMEsource/tasks");
        both("GET", "/connectors/NAMEsource/offsets");
        both("GET", "/connectors/NAMEsink/offsets");
        both(
                "PATCH",
                "/connectors/NAMEsource/offsets",
                "{\"offsets\": [{\"partition\": {\"filename\": \"FILE\"}, \"offset\": {\"position\": 4}}]}");
        both(
                "PATCH",
                "/connectors/NAMEsource/offsets",
                "{\"offsets\": [{\"partition\": {\"filename\": \"FILE\"}, \"offset\": {\"position\": \"x\"}}]}");
        both(
                "PATCH",
                "/connectors/NAMEsink/offsets",
                "{\"offsets\": [{\"partition\": {\"kafka_topic\": \"lines\", \"kafka_partition\": 0},"
                        + " \"offset\": {\"kafka_offset\": 1}}]}");
        both("PATCH", "/connectors/NAMEsink/offsets", "{\"offsets\": []}");
        both("PATCH", "/connectors/NAMEsink/offsets", "{}");
        both("DELETE", "/connectors/NAMEsource/offsets");
        both("GET", "/connectors/NAMEsource/offsets");
        both("DELETE", "/connectors/NAMEsink/offsets");
    }

    private void refusals() {
        for (String path : List.of("", "/config", "/status", "/tasks", "/topics", "/offsets", "/tasks/0/status")) {
            both("GET", "/connectors/none" + path);
        }
        for (String path : List.of("/pause", "/resume", "/stop")) {
            both("PUT", "/connectors/none" + path);
        }
        both("POST", "/connectors/none/restart");
        both("POST", "/connectors/none/tasks/0/restart");
        both("POST", "/connectors/NAMEsource/tasks/7/restart");
        both("GET", "/connectors/NAMEsource/tasks/7/status");
        both("GET", "/connectors/NAMEsource/tasks/x/status");
        both("DELETE", "/connectors/none");
        both("DELETE", "/connectors/none/offsets");
        both("PATCH", "/connectors/none/config", "{\"a\": \"b\"}");
        both("POST", "/connectors", "{\"name\": \"NAMEbad\", \"config\": {\"connector.class\": \"NoSuchThing\"}}");
        both(
                "POST",
                "/connectors",
                "{\"name\": \"NAMEbad\", \"config\": {" + SINK + "\"FILE\", \"tasks.max\": \"x\"}}");
        both("POST", "/connectors", "{\"name\": \"NAMEbad\", \"config\": {}}");
        both("POST", "/connectors", "{\"name\": \"NAMEbad\", \"config\": {\"name\": \"other\"}}");
        both("POST", "/connectors", "{\"config\": {" + SOURCE + "\"FILE\"}}");
        both("POST", "/connectors", "{");
        both("POST", "/connectors", "[]");
        both(
                "POST",
                "/connectors",
                "{\"name\": \"NAMEbad\", \"initial_state\": \"WRONG\", \"config\": {" + SOURCE + "\"FILE\"}}");
        both("PUT", "/connectors/NAMEbad/config", "{\"connector.class\": \"FileStreamSource\"}");
        both("PUT", "/connector-plugins/FileStreamSource/config/validate", "{\"connector.class\": \"FileStreamSink\"}");
        both("GET", "/connector-plugins/NoSuchThing/config");
        both("GET", "/nowhere");
        both("PUT", "/connectors");
    }

    /** A plug-in is called what it was asked for. */
    private static boolean sameName(JsonNode wanted, JsonNode got) {
        return !wanted.path("name").asText().startsWith("FileStream")
                || wanted.path("name").equals(got.path("name"));
    }

    private void ending() {
        both(
                "POST",
                "/connectors",
                "{\"name\": \"NAMEstill\", \"initial_state\": \"STOPPED\", \"config\": {" + SOURCE + "\"FILE\"}}");
        both("DELETE", "/connectors/NAMEstill");
        both("DELETE", "/connectors/NAMEsource");
        both("DELETE", "/connectors/NAMEsource");
        both("DELETE", "/connectors/NAMEsink");
        both("GET", "/connectors");
    }

    private void both(String method, String path) {
        both(method, path, "");
    }

    private void both(String method, String path, String body) {
        Rest.Answer wanted = theirs.call(method, named(theirs, path), named(theirs, body));
        Rest.Answer got = ours.call(method, named(ours, path), named(ours, body));
        String what = method + " " + path + (body.isEmpty() ? "" : " " + body);
        if (wanted.status() == 500 && got.status() == 400) {
            // What a client did wrong is a client's error here, not a server's.
            return;
        }
        if (wanted.status() != got.status()) {
            differences.add(what + "\n  theirs " + wanted + "\n  ours   " + got);
            return;
        }
        TreeSet<String> missing = new TreeSet<>(shape("", wanted.body()));
        missing.removeAll(shape("", got.body()));
        // Of plug-ins that it has found; a help for forms, which we leave out.
        missing.remove("/configs[]/value/recommended_values[]:STRING");
        if (!missing.isEmpty() || !sameName(wanted.body(), got.body())) {
            differences.add(what + "\n  ours has no " + missing + "\n  theirs " + wanted + "\n  ours   " + got);
        }
    }

    /** Connectors and files have different names: both workers are on one cluster. */
    private String named(Rest rest, String text) {
        String side = rest.equals(theirs) ? "theirs" : "ours";
        return text.replace("NAME", side + "-")
                .replace("FILE", directory.resolve(side + ".txt").toString());
    }

    private void runs(String name, int tasks) {
        until(name, status -> {
            boolean all = status.at("/connector/state").asText().equals("RUNNING")
                    && status.path("tasks").size() == tasks;
            for (JsonNode task : status.path("tasks")) {
                all &= task.path("state").asText().equals("RUNNING");
            }
            return all;
        });
    }

    private void until(String name, Predicate<JsonNode> condition) {
        for (Rest each : List.of(theirs, ours)) {
            String path = "/connectors/" + named(each, name) + "/status";
            Foreign.await(path, () -> condition.test(each.call("GET", path).body()));
        }
    }

    /** The paths of all values with their kinds; names that are data are left out. */
    private static TreeSet<String> shape(String at, JsonNode node) {
        TreeSet<String> paths = new TreeSet<>();
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field -> paths.addAll(
                            shape(at + "/" + field.getKey().replaceFirst("^(ours|theirs)-", ""), field.getValue())));
        } else if (node.isArray()) {
            node.forEach(each -> paths.addAll(shape(at + "[]", each)));
        } else {
            paths.add(at + ":" + (node.isNull() ? "" : node.getNodeType()));
        }
        return paths;
    }

    private Path plugin() throws IOException {
        Path plugins = directory.resolve("plugins");
        Path to = Files.createDirectories(plugins.resolve("connect-file"));
        try (var jars = Files.newDirectoryStream(Peers.lib("kafka-connect"), "connect-file-*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, to.resolve(jar.getFileName()));
            }
        }
        return plugins;
    }
}
