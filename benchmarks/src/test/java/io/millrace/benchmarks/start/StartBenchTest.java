package io.millrace.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.KafkaConnect;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartBenchTest {
    @TempDir
    Path directory;

    @Test
    void everythingOfOursStartsInOneProcess() {
        Report report = run(Set.of("millrace"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .containsExactly("start until ready", "CPU of the start", "resident 2 s later");
        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsOnlyKeys(StartBench.OURS));
        assertThat(report.text()).contains("<= 1,000").contains("<= 180.0");
    }

    @Test
    @Tag("full")
    void apacheKafkaAndConnectStartTogether() {
        Assumptions.assumeTrue(
                ApacheKafka.isResolved() && KafkaConnect.isResolved(), "the peers' jars are not resolved");

        Report report = run(Set.of());

        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.ratio(StartBench.OURS)).isPresent());
    }

    private Report run(Set<String> only) {
        BenchOptions options = new BenchOptions(1, 0, 1, only, directory, line -> {});
        return new StartBench().run(options, Distribution.ofThisProcess(directory));
    }
}
