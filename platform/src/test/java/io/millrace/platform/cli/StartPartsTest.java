package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartPartsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HTTP = "http://127\\.0\\.0\\.1:\\d+";
    private static final String SCHEMA = "{\"schema\": \"\\\"string\\\"\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void theFirstRequestOfEachKindSucceedsWithoutARetry() throws Exception {
        Path input = Files.writeString(directory.resolve("lines.json"), "{\"id\": 1}\n");
        try (Started node = Started.node(directory.resolve("data"), "--files-root", directory.toString())) {
            assertThat(node.ready())
                    .matches("ready kafka=127\\.0\\.0\\.1:\\d+ registry=" + HTTP + " connect=" + HTTP + " pages=" + HTTP
                            + " pid=" + node.process().pid() + " in=\\d+ms");

            HttpResponse<String> registered = post(
                    node.at("registry") + "/subjects/orders-value/versions",
                    "application/vnd.schemaregistry.v1+json",
                    SCHEMA);
            HttpResponse<String> connectors = get(node.at("connect") + "/connectors");
            HttpResponse<String> created =
                    post(node.at("connect") + "/connectors", "application/json", """
                            {"name": "lines", "config": {
                              "connector.class": "io.millrace.connector.file.FileSourceConnector",
                              "file": "%s", "topic": "lines", "format": "jsonl"}}""".formatted(input));
            HttpResponse<String> status = get(node.at("connect") + "/connectors/lines/status");
            HttpResponse<String> page = get(node.at("pages") + "/");

            assertThat(registered.statusCode()).as(registered.body()).isEqualTo(200);
            assertThat(JSON.readTree(registered.body()).path("id").asInt()).isEqualTo(1);
            assertThat(connectors.statusCode()).as(connectors.body()).isEqualTo(200);
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            assertThat("http://"
                            + JSON.readTree(status.body())
                                    .at("/connector/worker_id")
                                    .asText())
                    .isEqualTo(node.at("connect"));
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(Call.of("", "consume", "lines", "-n", "1", "-b", node.at("kafka"))
                            .out())
                    .contains("\"id\"");
        }
    }

    @Test
    void schemasAndConnectorsOutliveASigterm() throws Exception {
        try (Started first = Started.node(directory, "--pages", "off")) {
            post(
                    first.at("registry") + "/subjects/orders-value/versions",
                    "application/vnd.schemaregistry.v1+json",
                    SCHEMA);
            // Through its handle: Process.destroy would close its streams.
            first.process().toHandle().destroy();
            assertThat(first.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            String err = new String(first.process().getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(err).as("what a stop says").isEmpty();
        }

        try (Started second = Started.node(directory, "--pages", "off")) {
            assertThat(get(second.at("registry") + "/schemas/ids/1").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void partsThatAreOffAreNotInTheReadyLine() throws Exception {
        try (Started node = Started.node(directory, "--registry", "off", "--connect", "off", "--pages", "off")) {
            assertThat(node.ready()).matches("ready kafka=\\S+ pid=\\d+ in=\\d+ms");
        }
    }

    @Test
    void registryAndConnectRunOnAnotherCluster() throws Exception {
        try (EmbeddedLog log = Millrace.log().inMemory().start();
                Started node = Started.node(directory, "--bootstrap", log.bootstrapServers(), "--pages", "off")) {
            assertThat(node.ready()).matches("ready registry=\\S+ connect=\\S+ pid=\\d+ in=\\d+ms");
            assertThat(get(node.at("connect") + "/connectors").body()).isEqualTo("[]");
            assertThat(Call.of("", "topic", "ls", "-b", log.bootstrapServers()).out())
                    .contains("_schemas", "connect-configs");
        }
    }

    @Test
    void registriesOnFreePortsFindTheOneThatLeads() throws Exception {
        try (EmbeddedLog log = Millrace.log().inMemory().start();
                Started one = Started.node(
                        directory, "--bootstrap", log.bootstrapServers(), "--connect", "off", "--pages", "off");
                Started two = Started.node(
                        directory, "--bootstrap", log.bootstrapServers(), "--connect", "off", "--pages", "off")) {
            for (Started node : new Started[] {one, two}) {
                HttpResponse<String> registered = post(
                        node.at("registry") + "/subjects/orders-value/versions",
                        "application/vnd.schemaregistry.v1+json",
                        SCHEMA);
                assertThat(registered.body()).contains("\"id\":1");
            }
            // One of the two leads, the other hands this on.
            for (Started node : new Started[] {one, two}) {
                HttpResponse<String> registered = post(
                        node.at("registry") + "/subjects/at-" + node.process().pid() + "/versions",
                        "application/vnd.schemaregistry.v1+json",
                        SCHEMA);
                assertThat(registered.statusCode()).as(registered.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void keysOfAllPartsStandInOneFile() throws Exception {
        Path config = Files.writeString(
                directory.resolve("node.properties"),
                "num.partitions=3\nkafkastore.topic=_mine\nschema.compatibility.level=full\n"
                        + "config.storage.topic=my-configs\n");
        try (Started node = Started.node(directory.resolve("data"), "--config", config.toString(), "--pages", "off")) {
            assertThat(get(node.at("registry") + "/config").body()).contains("FULL");
            assertThat(Call.of("", "topic", "ls", "-b", node.at("kafka")).out())
                    .contains("_mine", "my-configs")
                    .doesNotContain("_schemas", "connect-configs");
        }
    }

    @Test
    void anUnknownKeyNamesTheFileAndTheNearestKeyOfAnyPart() throws Exception {
        Path config = Files.writeString(directory.resolve("node.properties"), "kafkastore.topik=x\n");

        refused(
                Call.of("", "start", "--config", config.toString(), "--data", directory.toString()),
                config.toString(),
                "kafkastore.topik",
                "did you mean kafkastore.topic?");
    }

    @Test
    void aTakenPortIsNamedWithItsFlagAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            for (String flag : new String[] {"--kafka", "--registry", "--connect", "--pages"}) {
                Call call = Call.of(
                        "",
                        "start",
                        "--data",
                        directory.toString(),
                        "--kafka",
                        flag.equals("--kafka") ? address : "127.0.0.1:0",
                        "--registry",
                        flag.equals("--registry") ? address : "off",
                        "--connect",
                        flag.equals("--connect") ? address : "off",
                        "--pages",
                        flag.equals("--pages") ? address : "off");

                refused(call, flag + ": ", address, "in use", "choose another port");
            }
        }
    }

    private static void refused(Call call, String... named) {
        assertThat(call.code()).as(call.err()).isEqualTo(Main.USAGE);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines()).as(call.err()).hasSize(1);
        assertThat(call.err()).startsWith("millrace: ").contains(named);
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
