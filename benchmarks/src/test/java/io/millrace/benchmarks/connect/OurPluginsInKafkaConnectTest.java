package io.millrace.benchmarks.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.OurNode;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.KafkaConnect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our connectors and our converter as they are packed, in the worker of Kafka Connect 4.3.1 on Apache Kafka. */
@Tag("full")
class OurPluginsInKafkaConnectTest {
    private static final int ROWS = 5_000;

    @TempDir
    Path directory;

    @Test
    void aFileBecomesRowsOfATable() throws IOException {
        Path plugins = Path.of("..", "dist", "target", "millrace", "plugins").toAbsolutePath();
        Assumptions.assumeTrue(
                ApacheKafka.isResolved() && KafkaConnect.isResolved(), "the peers' jars are not resolved");
        Assumptions.assumeTrue(Files.isDirectory(plugins), "the distribution's plug-ins are not built: " + plugins);
        Path file = write();

        try (Postgres postgres = new Postgres(directory);
                ApacheKafka kafka = ApacheKafka.single(directory.resolve("kafka"), Map.of());
                OurNode registry = OurNode.start(
                        Distribution.ofThisProcess(directory),
                        directory.resolve("registry"),
                        List.of("--bootstrap", kafka.bootstrapServers(), "--registry", "127.0.0.1:0"));
                KafkaConnect connect = KafkaConnect.prepared(
                        directory.resolve("connect"),
                        kafka.bootstrapServers(),
                        List.of(plugins),
                        List.of("-Dmillrace.files.root=" + directory))) {
            connect.start();
            connect.awaitReady();
            Worker worker = new Worker(connect.url());
            worker.create("in", source(file, registry.at("registry")));
            worker.create("out", sink(postgres.url(), registry.at("registry")));
            worker.await(
                    "out",
                    () -> postgres.ask("SELECT count(*) FROM information_schema.tables WHERE table_name = 'people'")
                                    .equals("1")
                            && postgres.ask("SELECT count(*) FROM people").equals(Integer.toString(ROWS)));

            assertThat(postgres.ask("SELECT sum(id), sum(score), count(note), min(name) FROM people"))
                    .isEqualTo((long) ROWS * (ROWS - 1) / 2 + " " + (long) ROWS * (ROWS - 1) / 4 + " " + ROWS / 2
                            + " name 0");
        }
    }

    private Path write() throws IOException {
        StringBuilder rows = new StringBuilder("id,name,score,note\n");
        for (int i = 0; i < ROWS; i++) {
            rows.append(i)
                    .append(",name ")
                    .append(i)
                    .append(',')
                    .append(i / 2.0)
                    .append(',');
            rows.append(i % 2 == 0 ? "" : "\"a note, with a comma\"").append('\n');
        }
        return Files.writeString(directory.resolve("people.csv"), rows.toString());
    }

    private static Map<String, String> source(Path file, String registry) {
        Map<String, String> config = new TreeMap<>(Accounts.converters(registry));
        config.putAll(Map.of(
                "connector.class", "io.millrace.connector.file.FileSourceConnector",
                "file", file.toString(),
                "topic", "people",
                "format", "csv",
                "fields", "id:int64,name:string,score:float64,note:string?",
                "schema.name", "Person"));
        return config;
    }

    private static Map<String, String> sink(String jdbcUrl, String registry) {
        Map<String, String> config = new TreeMap<>(Accounts.converters(registry));
        config.putAll(Map.of(
                "connector.class", "io.millrace.connector.jdbc.JdbcSinkConnector",
                "topics", "people",
                "connection.url", jdbcUrl,
                "connection.user", "postgres",
                "connection.password", "postgres",
                "insert.mode", "upsert",
                "pk.mode", "record_value",
                "pk.fields", "id",
                "auto.create", "true"));
        return config;
    }
}
