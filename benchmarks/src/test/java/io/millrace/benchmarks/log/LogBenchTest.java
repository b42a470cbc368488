package io.millrace.benchmarks.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.BenchCommand;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.draw.Drawing;
import io.millrace.peers.ApacheKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class LogBenchTest {
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @Test
    void ourNodeIsStartedLoadedAndEnded(@TempDir Path directory) {
        Report report = run(directory, Set.of("os", "start", "loads", "100B"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains(
                        "start to first acknowledged record",
                        "produce 100 B",
                        "consume 100 B just written",
                        "raw fetch 100 B",
                        "produce and consume 100 B at the tail");
        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsOnlyKeys(Subject.OS));
        assertThat(report.text())
                .contains("fdatasync")
                .contains("./millrace bench log --runs 1 --records 1000 --only ");
        assertThat(childrenOnceEnded()).isEmpty();
    }

    @Test
    @Tag("full")
    void apacheKafkaTakesTurnsWithBothOfOurDurabilities(@TempDir Path directory) {
        Assumptions.assumeTrue(ApacheKafka.isResolved(), "Apache Kafka's jars are not resolved");

        Report report = run(directory, Set.of("loads", "paced", "inprocess", "flush", "100B"));

        assertThat(report.failures()).isEmpty();
        assertThat(report.figures())
                .filteredOn(figure -> figure.bySubject().containsKey(Subject.OS))
                .hasSizeGreaterThan(15)
                .allSatisfy(figure ->
                        assertThat(figure.bySubject()).containsOnlyKeys(Subject.SYNC, Subject.OS, Subject.KAFKA));
        assertThat(report.figures())
                .filteredOn(figure -> figure.name().startsWith("synced"))
                .hasSize(4)
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsOnlyKeys(Subject.SYNC, Flushes.KAFKA));
        assertThat(report.figures())
                .filteredOn(figure -> figure.name().endsWith("CPU of all processes"))
                .hasSize(2)
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsKeys(InProcess.GROUND, Subject.KAFKA));
        assertThat(new LogBench().drawings(report))
                .extracting(Drawing::file)
                .contains("log-produce", "log-consume", "log-latency", "log-in-process");
        assertThat(report.figures())
                .anySatisfy(figure -> assertThat(figure.ratio(Subject.SYNC)).isPresent());
        assertThat(childrenOnceEnded()).isEmpty();
    }

    @Test
    @Tag("full")
    void ourNodeIsKilledWithManyPartitionsAndWithMuchData(@TempDir Path directory) {
        Report report = run(directory, Set.of("sync", "partitions", "10GB"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .containsExactly(
                        "1,000 partitions, made in one call",
                        "1,000 partitions, restart after SIGKILL",
                        "1,000 partitions, resident",
                        "0 MiB of log, restart after SIGKILL");
        assertThat(new LogBench().drawings(report)).extracting(Drawing::file).containsExactly("log-large");
    }

    @Test
    void whatItsPartsAreCalledStandsInTheHelp() {
        String help =
                String.join(" ", BenchCommand.class.getAnnotation(Command.class).footer());

        assertThat(new LogBench().parts()).allSatisfy(part -> assertThat(help).containsPattern("\\b" + part + "\\b"));
    }

    private Report run(Path directory, Set<String> only) {
        BenchOptions options = new BenchOptions(1, 1_000, 1, only, directory, progress::add);
        return new LogBench().run(options, Distribution.ofThisProcess(directory));
    }

    /** Of the processes that say in the progress that they run, those that still do. */
    private List<Long> childrenOnceEnded() {
        List<Long> pids = progress.stream()
                .filter(line -> line.contains(", pid "))
                .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        assertThat(pids).isNotEmpty();
        return pids.stream()
                .filter(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .toList();
    }
}
