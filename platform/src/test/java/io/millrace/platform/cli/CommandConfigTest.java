package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandConfigTest {
    private static final String SECRET = "mark-of-a-secret";

    @TempDir
    private Path directory;

    @Test
    void aCommandTakesAClientsKeysFromAFile() throws IOException {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Call listed = list(log.bootstrapServers(), "security.protocol=PLAINTEXT\nretry.backoff.ms=50\n");
            assertThat(listed.err()).isEmpty();
            assertThat(listed.code()).isZero();
        }
    }

    @Test
    void aNodeThatTakesNoLoginIsNotTalkedToWithoutOne() throws IOException {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Call listed = list(
                    log.bootstrapServers(),
                    "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n"
                            + "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                            + " username=\"alice\" password=\"" + SECRET + "\";\n");
            assertThat(listed.code()).isEqualTo(Main.FAILED);
            assertThat(listed.err()).contains("does not let us in").doesNotContain(SECRET);
            assertThat(listed.err().strip().lines()).hasSize(1);
        }
    }

    @Test
    void whatIsWrongInTheFileIsNamedAndNothingSecretSaid() throws IOException {
        refused("ssl.truststore.pasword=" + SECRET, "ssl.truststore.password");
        refused("security.protocol=TLS", "security.protocol");
        refused("security.protocol=SASL_SSL\nsasl.jaas.config=" + SECRET, "sasl.mechanism");
        refused(
                "security.protocol=SSL\nssl.truststore.location=/nowhere.jks\nssl.truststore.password=" + SECRET,
                "/nowhere.jks");
    }

    @Test
    void aFileForAClusterNeedsOne() throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), "security.protocol=SSL");
        Call started = Call.of("", "start", "--command-config", file.toString());
        assertThat(started.code()).isEqualTo(Main.USAGE);
        assertThat(started.err()).contains("--bootstrap");
    }

    @Test
    void whereEveryNodeRefusesACommandEndsSoon() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        long began = System.nanoTime();
        try (ClientSession session = ClientSession.to("127.0.0.1:" + port)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> session.value(answer -> {})))
                    .hasMessageContaining("connection refused");
        }
        assertThat(System.nanoTime() - began).isLessThan(4_000_000_000L);
    }

    private void refused(String text, String named) throws IOException {
        Call listed = list("127.0.0.1:1", text);
        assertThat(listed.code()).isEqualTo(Main.USAGE);
        assertThat(listed.err()).contains(named).doesNotContain(SECRET);
        assertThat(listed.err().strip().lines()).hasSize(1);
    }

    private Call list(String bootstrap, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("client.properties"), text);
        return Call.of("", "topic", "list", "--bootstrap", bootstrap, "--command-config", file.toString());
    }
}
