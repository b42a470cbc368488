package io.millrace.platform.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
class KcatTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Program.installed("kcat"), "kcat is not installed: scripts/prepare-full.sh installs it");
        log = Millrace.log().inMemory().set("num.partitions", "3").start();
    }

    @AfterAll
    static void stop() {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void producesAndConsumesInOrder() {
        String lines = lines(1_000);
        kcat(lines, "-P", "-t", "plain", "-p", "0");

        assertThat(kcat("", "-C", "-t", "plain", "-p", "0", "-o", "beginning", "-e", "-q"))
                .isEqualTo(lines);
    }

    @Test
    void everyCompressionComesBack() {
        for (String codec : List.of("gzip", "snappy", "lz4", "zstd")) {
            String lines = lines(500);
            kcat(lines, "-P", "-t", "packed-" + codec, "-p", "0", "-z", codec);

            assertThat(kcat("", "-C", "-t", "packed-" + codec, "-p", "0", "-o", "beginning", "-e", "-q"))
                    .as(codec)
                    .isEqualTo(lines);
        }
    }

    @Test
    void consumesInAGroupAndGoesOnWhereItStopped() {
        kcat(lines(100), "-P", "-t", "grouped");

        String first = kcat("", "-G", "readers", "-X", "auto.offset.reset=earliest", "-c", "100", "-q", "grouped");
        assertThat(first.lines()).hasSize(100).doesNotHaveDuplicates();

        kcat("later\n", "-P", "-t", "grouped");
        String second = kcat("", "-G", "readers", "-X", "auto.offset.reset=earliest", "-c", "1", "-q", "grouped");
        assertThat(second).isEqualTo("later\n");
    }

    @Test
    void listsMetadata() {
        kcat("x\n", "-P", "-t", "listed");

        assertThat(kcat("", "-L", "-J")).contains("\"topic\":\"listed\"").contains("\"partition\":2");
    }

    @Test
    void findsOffsetsByTime() {
        kcat("x\n", "-P", "-t", "timed", "-p", "0");

        assertThat(kcat("", "-Q", "-t", "timed:0:0")).contains("timed [0] offset 0");
        assertThat(kcat("", "-Q", "-t", "timed:0:-1")).contains("timed [0] offset 1");
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
    }

    private static String kcat(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kcat", "-b", log.bootstrapServers()));
        command.addAll(List.of(arguments));
        return Program.run(input, command);
    }
}
