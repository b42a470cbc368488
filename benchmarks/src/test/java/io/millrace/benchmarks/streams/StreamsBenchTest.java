package io.millrace.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.streams.job.Job;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsBenchTest {
    @TempDir
    Path directory;

    @Test
    void everyJobRunsOnTheLogInItsOwnProcess() {
        Report report = new StreamsBench(List.of(Lane.EMBEDDED)).run(options(2_000));

        assertThat(report.failures()).isEmpty();
        assertThat(report.figures())
                .extracting(Figure::name)
                .contains("map-filter, warm, application and log", "word-count, warm", "flights, warm");
        assertThat(report.figures())
                .flatExtracting(figure -> figure.bySubject().values())
                .allSatisfy(series -> assertThat(series.min()).isPositive());
    }

    @Test
    @Tag("full")
    void everyLaneComputesTheSame() {
        Assumptions.assumeTrue(
                ApacheKafka.isResolved() && Peers.find("kafka-streams").isPresent(),
                "the peers are not resolved: mvn -pl benchmarks/peers/kafka,benchmarks/peers/kafka-streams -am package");

        Report report = new StreamsBench().run(options(4_000));

        assertThat(report.failures()).isEmpty();
        assertThat(report.figures()).hasSize(5 * Job.values().length);
    }

    @Test
    void runsWithDifferentResultsFailTheReport() {
        Outcome.Part part = new Outcome.Part(1, 1, 1, 1, 1);
        List<String> failures = new ArrayList<>();

        StreamsBench.check(
                Job.WORD_COUNT,
                Map.of(
                        Lane.EMBEDDED, List.of(new Outcome(part, part, "1", 1)),
                        Lane.KAFKA_STREAMS, List.of(new Outcome(part, part, "2", 1))),
                failures);

        assertThat(failures).singleElement().asString().contains("word-count", "results differ", "[1]", "[2]");
    }

    @Test
    void textIsTheSameEveryTimeAndItsCommonWordsAreFrequent() {
        Words one = new Words(815, 1_000);
        Words other = new Words(815, 1_000);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String line = one.line();
            assertThat(other.line()).isEqualTo(line);
            words.addAll(Arrays.asList(line.split(" ")));
        }

        assertThat(words.size()).isBetween(11_000, 13_000);
        long distinct = words.stream().distinct().count();
        assertThat(distinct).isBetween(500L, 1_000L);
    }

    private BenchOptions options(long records) {
        return new BenchOptions(1, records, 1, Set.of(), directory, line -> {});
    }
}
