package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** kafkajs, whose newest versions of Produce, Fetch and Metadata are 7, 11 and 6. */
@Tag("full")
@Timeout(120)
class KafkaJsTest {
    @Test
    void aRoundTripWithEverythingThatKafkaJsKnows() throws Exception {
        Path modules = root().resolve("target/foreign/node_modules");
        assumeTrue(
                Files.isDirectory(modules.resolve("kafkajs")), "kafkajs is not installed: run scripts/prepare-full.sh");
        Path script = Path.of(Objects.requireNonNull(getClass().getResource("/kafkajs-round-trip.js"))
                .toURI());
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            ProcessBuilder builder = new ProcessBuilder("node", script.toString(), log.bootstrapServers());
            builder.environment().put("NODE_PATH", modules.toString());
            Process process = builder.redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);

                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(output).isZero();
                assertThat(output.strip())
                        .endsWith("{\"seen\":300,\"headers\":300,\"state\":\"Stable\",\"committed\":300,\"end\":300,"
                                + "\"listed\":true,\"configs\":true,\"deleted\":true}");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = Objects.requireNonNull(at.getParent(), "not inside the project");
        }
        return at;
    }
}
