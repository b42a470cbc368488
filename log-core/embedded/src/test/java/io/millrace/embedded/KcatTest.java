package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** librdkafka, by way of kcat, at the versions that it chooses. */
@Tag("full")
@Timeout(120)
class KcatTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(installed(), "kcat is not installed: apt-get install kcat");
        log = Millrace.log().inMemory().start();
    }

    @AfterAll
    static void stop() {
        if (log != null) {
            log.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void whatKcatProducesItConsumes(String compression) throws Exception {
        String topic = "kcat-" + compression;
        List<String> lines =
                IntStream.range(0, 500).mapToObj(i -> "k" + i + ":value " + i).toList();
        kcat(String.join("\n", lines), "-P", "-t", topic, "-K:", "-z", compression, "-X", "enable.idempotence=true");

        assertThat(kcat("", "-C", "-t", topic, "-K:", "-o", "beginning", "-e", "-q"))
                .containsExactlyElementsOf(lines);
    }

    @Test
    void kcatConsumesInAGroupAndGoesOnWhereItWas() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "kcat-group", 3, Map.of());
        Stock.produce(log.bootstrapServers(), "kcat-group", 0, 30);

        assertThat(kcat("", "-G", "kcats", "-e", "-q", "-X", "auto.offset.reset=earliest", "kcat-group"))
                .hasSize(30);
        Stock.produce(log.bootstrapServers(), "kcat-group", 30, 40);
        assertThat(kcat("", "-G", "kcats", "-e", "-q", "-X", "auto.offset.reset=earliest", "kcat-group"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(30, 40).mapToObj(i -> "v" + i).toList());
    }

    @Test
    void kcatListsTopicsAndFindsOffsetsByTime() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "kcat-listed", 2, Map.of());
        Stock.produce(log.bootstrapServers(), "kcat-listed", 0, 10);

        assertThat(kcat("", "-L")).anyMatch(line -> line.contains("topic \"kcat-listed\" with 2 partitions"));
        assertThat(kcat("", "-Q", "-t", "kcat-listed:0:-1", "-t", "kcat-listed:0:1"))
                .anyMatch(line -> line.contains("kcat-listed [0] offset"));
    }

    private static boolean installed() throws Exception {
        try {
            return new ProcessBuilder("kcat", "-V")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> kcat(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kcat", "-b", log.bootstrapServers()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().write(input.getBytes(UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
            return output.isEmpty() ? List.of() : output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
