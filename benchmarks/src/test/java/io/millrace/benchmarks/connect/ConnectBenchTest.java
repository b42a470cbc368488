package io.millrace.benchmarks.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.KafkaConnect;
import io.millrace.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectBenchTest {
    @TempDir
    Path directory;

    @Test
    void aFileGoesThroughOurWorkerInOneProcessAndInTwo() {
        Report report = run(Set.of("file", "together", "apart"), Distribution.ofThisProcess(directory));

        assertThat(report.failures()).isEmpty();
        assertThat(report.figures())
                .extracting(Figure::name)
                .containsExactlyInAnyOrder(
                        "file source, CPU of worker and log",
                        "file source, CPU of the worker alone",
                        "file source, time");
    }

    @Test
    @Tag("full")
    void everySubjectWritesTheSameRows() {
        Path plugins = Path.of("..", "dist", "target", "millrace", "plugins").toAbsolutePath();
        Assumptions.assumeTrue(
                ApacheKafka.isResolved()
                        && KafkaConnect.isResolved()
                        && Peers.find("debezium-jdbc").isPresent(),
                "the peers' jars are not resolved");
        Assumptions.assumeTrue(Files.isDirectory(plugins), "the distribution's plug-ins are not built: " + plugins);

        Report report = run(Set.of(), Distribution.ofThisProcess(plugins));

        assertThat(report.failures()).isEmpty();
        assertThat(report.figures()).hasSize(6);
    }

    private Report run(Set<String> only, Distribution distribution) {
        return new ConnectBench().run(new BenchOptions(1, 4_000, 1, only, directory, line -> {}), distribution);
    }
}
