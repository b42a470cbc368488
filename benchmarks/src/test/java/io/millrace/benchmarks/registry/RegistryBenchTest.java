package io.millrace.benchmarks.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.benchmarks.BenchCommand;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class RegistryBenchTest {
    private final List<String> progress = new CopyOnWriteArrayList<>();

    @Test
    void everyKindOfCallIsAnsweredAndTimed(@TempDir Path directory) {
        Report report = run(directory, Set.of("calls", "check", "rate"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains(
                        "GET by id, CPU",
                        "register, known, CPU",
                        "register, new, p50",
                        "check against 50 versions, p50",
                        "GET by id, 8 connections",
                        "resident after the calls");
        assertThat(report.text())
                .contains("<= 0.050", ">= 15,000", "./millrace bench registry --runs 1 --records 40 --only ");
        assertThat(progress).anyMatch(line -> line.startsWith("run 1/1 ") && line.contains("GET by id"));
    }

    @Test
    void ourSerdesAreMeasuredBesideAvroAlone(@TempDir Path directory) {
        Report report = run(directory, Set.of("serde"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .containsExactly(
                        "serialise a record of 10 fields",
                        "serialise a record of 10 fields, allocated",
                        "deserialise a record of 10 fields",
                        "deserialise a record of 10 fields, allocated");
        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsKeys(Site.OURS, Beside.AVRO));
        assertThat(report.text()).contains("0.87");
    }

    @Test
    @Tag("full")
    void aFilledRegistryIsStartedAnewAndComparedWithTheLogAlone(@TempDir Path directory) {
        Report report = run(directory, Set.of("start", "filled"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains(
                        "ready, nothing stored, added to the log",
                        "resident 2 s later, added to the log",
                        "ready with 40 schemas",
                        "GET /subjects, 40 names, CPU");
    }

    @Test
    @Tag("full")
    void ourClientTakesTurnsWithConfluents(@TempDir Path directory) {
        assumeTrue(Beside.hasPeer(), "Confluent's client is not resolved");

        Report report = run(directory, Set.of("client", "serde"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains("client, schema by id, p50", "client, register, new, CPU of the client");
        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsKeys(Site.OURS, Beside.CONFLUENT));
    }

    @Test
    @Tag("full")
    void theSameCallsGoToAnotherRegistryInTurns(@TempDir Path directory) {
        assumeTrue(
                Apicurio.missing().isEmpty(),
                () -> Apicurio.missing().orElse("") + ": its part of the benchmark is not tried");

        Report report = run(directory, Set.of("apicurio"));

        assertThat(report.figures())
                .extracting(Figure::name)
                .contains(
                        "in turns: first answer",
                        "in turns: register, new, p50",
                        "in turns: GET by id, 8 connections",
                        "in turns: resident after the calls");
        assertThat(report.figures())
                .allSatisfy(figure -> assertThat(figure.bySubject()).containsKeys(Site.OURS, Apicurio.NAME));
    }

    @Test
    void whatItsPartsAreCalledStandsInTheHelp() {
        String help =
                String.join(" ", BenchCommand.class.getAnnotation(Command.class).footer());

        assertThat(new RegistryBench().parts())
                .allSatisfy(part -> assertThat(help).containsPattern("\\b" + part + "\\b"));
    }

    private Report run(Path directory, Set<String> only) {
        BenchOptions options = new BenchOptions(1, 40, 1, only, directory, progress::add);
        return new RegistryBench().run(options, Distribution.ofThisProcess(directory));
    }
}
