package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connector.jdbc.dialect.PostgresDialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sink does while its database is away, and when it is back. */
class OutageTest extends PostgresCase {
    private static int port;
    private static EmbeddedPostgres postgres;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws IOException {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        startAgain();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static void startAgain() {
        postgres = EmbeddedServer.start(EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false));
    }

    @Override
    Server server() {
        return EmbeddedServer.server(postgres);
    }

    @Test
    void aServerThatStopsAndStartsAgainCostsRetriesAndNoRow() throws Exception {
        var sink = sink("auto.create", "true", "retry.backoff.ms", "11", "connection.backoff.ms", "22");
        sink.put(List.of(order(1, "before", 1)));
        var during = List.of(order(2, "during", 1));

        postgres.close();
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> sink.put(during)).isInstanceOf(RetriableException.class);
        }
        // The connection broke; then it could not be opened three times, of which the third counts as a retry.
        assertThat(context.timeouts).containsExactly(11L, 22L, 22L, 11L);
        startAgain();
        sink.put(during);
        sink.put(List.of(order(3, "after", 1)));

        assertThat(rows("SELECT item FROM orders ORDER BY id")).containsExactly("before", "during", "after");
    }

    @Test
    void aConnectionThatTheServerEndsIsOpenedAgain() throws SQLException {
        var sink = sink("auto.create", "true");
        sink.put(List.of(order(1, "before", 1)));
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'millrace-jdbc-sink'");
        var next = List.of(order(2, "after", 1));

        assertThatThrownBy(() -> sink.put(next)).isInstanceOf(RetriableException.class);
        sink.put(next);

        assertThat(rows("SELECT item FROM orders ORDER BY id")).containsExactly("before", "after");
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpAfterAWhileWhichTheUrlMaySet() throws SQLException {
        sql(
                "CREATE TABLE orders (id bigint, item text, count int)",
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_sleep(3); RETURN NEW; END $$",
                "CREATE TRIGGER slow BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION slow()");
        String url = settings().get("connection.url");
        var login = new Properties();
        login.setProperty("user", server().user());
        try (Connection connection = new PostgresDialect(ZoneOffset.UTC).open(url, login)) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(300_000);
        }
        var sink = sink("connection.url", url + (url.contains("?") ? "&" : "?") + "socketTimeout=1");

        assertThatThrownBy(() -> sink.put(List.of(order(1, "tea", 1)))).isInstanceOf(RetriableException.class);
    }

    @Test
    void anOutageThatLastsFailsTheTaskWithTheServersWords() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        var sink = sink(
                "connection.url",
                "jdbc:postgresql://127.0.0.1:" + nobody + "/postgres?password=marker-pw-2",
                "max.retries",
                "2",
                "connection.attempts",
                "2");
        var records = List.of(order(1, "tea", 1));

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> sink.put(records))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageNotContaining("marker");
        }
        assertThatThrownBy(() -> sink.put(records))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("3 times")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("marker");
    }

    @Test
    void anUnknownDatabaseFailsAtOnce() {
        var sink = sink("connection.url", "jdbc:postgresql://127.0.0.1:" + port + "/nowhere");

        assertThatThrownBy(() -> sink.put(List.of(order(1, "tea", 1))))
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(RetriableException.class)
                .hasMessageContaining("database \"nowhere\" does not exist");
    }
}
