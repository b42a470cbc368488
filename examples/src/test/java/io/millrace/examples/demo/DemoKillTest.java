package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.flights.FlightsJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoKillTest {
    private static final int TIMES = 5;

    /** When the demo is killed. */
    enum Moment {
        /** The source has written some of the flights. */
        FEED {
            @Override
            boolean isReached(Path directory) throws IOException {
                return size(directory, FlightsJob.FLIGHTS) > 1_000_000;
            }
        },
        /** The job has written its first rows; the sink may have them already. */
        JOB {
            @Override
            boolean isReached(Path directory) throws IOException {
                return size(directory, FlightsJob.DELAYS) > 0;
            }
        },
        /** The job is through, and the sink is not. */
        SINK {
            @Override
            boolean isReached(Path directory) throws IOException {
                return Files.readString(out(directory)).contains("  job      100,001 of 100,001 in");
            }
        };

        abstract boolean isReached(Path directory) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void afterAKillInTheMiddleARerunMakesTheTableRight(Moment moment, @TempDir Path directory) throws Exception {
        Process demo = begin(directory);
        await(demo, directory, moment);
        demo.destroyForcibly().waitFor();

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DemoRun.Result result;
        try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            result = DemoRun.once(DemoPlan.embedded(Path.of("data"), directory, TIMES), err);
        }

        EveryRow.equals(result, PlainLoops.over(Path.of("data"), TIMES));
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(moment == Moment.SINK ? "job: finished before" : "was not finished; resetting");
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
                .redirectOutput(out(directory).toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** Waits for the moment; the process must still run then. */
    private static void await(Process process, Path directory, Moment moment) throws Exception {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!moment.isReached(directory)) {
            boolean ended = process.waitFor(2, TimeUnit.MILLISECONDS);
            assertThat(ended)
                    .as(() -> "the demo ended before it could be killed: " + text(out(directory)))
                    .isFalse();
            assertThat(System.nanoTime()).as("waiting for " + moment).isLessThan(deadline);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path out(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".out");
    }

    private static long size(Path directory, String topic) throws IOException {
        long sum = 0;
        if (!Files.isDirectory(directory.resolve("log"))) {
            return 0;
        }
        try (Stream<Path> logs = Files.list(directory.resolve("log"))) {
            for (Path log : logs.filter(path -> path.getFileName().toString().matches(topic + "-\\d+"))
                    .toList()) {
                Path segment = log.resolve("00000000000000000000.log");
                sum += Files.exists(segment) ? Files.size(segment) : 0;
            }
        }
        return sum;
    }
}
