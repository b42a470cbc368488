package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoKillTest {
    private static final int TIMES = 5;

    @ParameterizedTest
    @CsvSource({"flights-, 2000000", "delays-by-airport-, 1"})
    void afterAKillInTheMiddleARerunComputesTheRightTable(String topic, long bytes, @TempDir Path directory)
            throws Exception {
        Process demo = begin(directory);
        awaitBytes(demo, directory, topic, bytes);
        demo.destroyForcibly().waitFor();

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DemoRun.Result result;
        try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            result = DemoRun.once(DemoPlan.embedded(Path.of("data"), directory, TIMES), err);
        }

        PlainLoops expected = PlainLoops.over(Path.of("data"), TIMES);
        EveryRow.equals(result, expected);
        if (topic.startsWith("delays")) {
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("was not finished; resetting");
        }
    }

    private static Process begin(Path directory) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Dmillrace.root=" + Path.of("..").toAbsolutePath().normalize(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.millrace.platform.cli.Main",
                        "demo",
                        "--times",
                        Integer.toString(TIMES),
                        "--data",
                        directory.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolveSibling(directory.getFileName() + ".out")
                        .toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** Waits until the topic's segments hold so many bytes; the process must still run then. */
    private static void awaitBytes(Process process, Path directory, String topic, long bytes) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (size(directory, topic) < bytes) {
            assertThat(process.isAlive())
                    .as("the demo ended before it could be killed")
                    .isTrue();
            assertThat(System.nanoTime()).as("waiting for " + topic).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static long size(Path directory, String topic) throws IOException {
        long sum = 0;
        try (Stream<Path> logs = Files.list(directory)) {
            for (Path log : logs.filter(path -> path.getFileName().toString().startsWith(topic))
                    .toList()) {
                Path segment = log.resolve("00000000000000000000.log");
                sum += Files.exists(segment) ? Files.size(segment) : 0;
            }
        }
        return sum;
    }
}
