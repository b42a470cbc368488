package io.millrace.benchmarks.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Series;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.SyncProbe;
import io.millrace.benchmarks.draw.Drawing;
import io.millrace.benchmarks.log.node.KafkaServer;
import io.millrace.benchmarks.log.node.MillraceServer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * {@code bench log}: our node beside one Apache Kafka broker. What {@code --only} selects are its parts, the sizes of
 * records, and the subjects; all of a kind of which none is named.
 */
public final class LogBench implements Bench {
    static final Set<String> SUBJECTS = ordered("sync", "os", "kafka");
    static final Set<String> SIZES = ordered("100B", "1KiB");
    /** In the order that they run in; of the last two a run takes minutes, so they run only when they are named. */
    static final Set<String> PARTS = ordered("start", "loads", "paced", "inprocess", "flush", "partitions", "10GB");

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String says() {
        return "start, memory, produce and consume, latency, restarts beside Apache Kafka";
    }

    @Override
    public Set<String> parts() {
        return Stream.of(PARTS, SIZES, SUBJECTS)
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public List<Drawing> drawings(Report report) {
        return Drawings.of(report);
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our node run that way. */
    Report run(BenchOptions options, Distribution distribution) {
        List<Subject> subjects = subjects(options, distribution);
        quieten();
        String loadBefore = Machine.loadAverage();
        Series sync = SyncProbe.micros(options.data());
        double write = SyncProbe.megabytesPerSecond(options.data());
        Sheet sheet =
                new Sheet(Subject.KAFKA, subjects.stream().map(Subject::name).toList());
        InProcess inProcess = new InProcess(options);
        Flushes flushes = new Flushes(options, distribution);

        if (options.wants("start", PARTS)) {
            new Starts(options, sheet).run(subjects);
        }
        if (Stream.of("loads", "paced", "inprocess").anyMatch(part -> options.wants(part, PARTS))) {
            try (Fleet fleet = Fleet.start(options, "load", subjects)) {
                Loads loads = new Loads(options, sheet);
                if (options.wants("loads", PARTS)) {
                    loads.run(fleet);
                }
                if (options.wants("paced", PARTS)) {
                    new Paced(options, sheet).run(fleet, loads);
                }
                if (options.wants("inprocess", PARTS)) {
                    inProcess.run(fleet);
                }
            }
        }
        if (options.wants("flush", PARTS)) {
            flushes.run(options.wants("sync", SUBJECTS), options.wants("kafka", SUBJECTS));
        }
        if (options.only().contains("partitions")) {
            new Large(options, sheet).partitions(subjects);
        }
        if (options.only().contains("10GB")) {
            new Large(options, sheet).data(subjects);
        }
        List<Figure> figures = new ArrayList<>(sheet.figures());
        figures.addAll(flushes.figures());
        figures.addAll(inProcess.figures());
        return new Report(name(), figures, notes(options, loadBefore, sync, write), flushes.failures());
    }

    private static List<Subject> subjects(BenchOptions options, Distribution distribution) {
        List<Subject> subjects = new ArrayList<>();
        if (options.wants("sync", SUBJECTS)) {
            subjects.add(new Subject(Subject.SYNC, at -> new MillraceServer(at, distribution, "sync")));
        }
        if (options.wants("os", SUBJECTS)) {
            subjects.add(new Subject(Subject.OS, at -> new MillraceServer(at, distribution, "os")));
        }
        if (options.wants("kafka", SUBJECTS)) {
            subjects.add(new Subject(Subject.KAFKA, KafkaServer::new));
        }
        return subjects;
    }

    /** The stock client warns at every attempt to reach a server or partition that is still starting, which is measured. */
    private static void quieten() {
        if (LoggerFactory.getLogger("org.apache.kafka") instanceof Logger logger) {
            logger.setLevel(Level.ERROR);
        }
    }

    private static List<String> notes(BenchOptions options, String loadBefore, Series sync, double write) {
        return List.of(
                "machine    " + Machine.line() + "; load average before the first run " + loadBefore,
                String.format(
                        Locale.ROOT,
                        "disk       write and fdatasync of 4 KiB: median %.0f us, %.0f to %.0f us; of 256 MiB: %.0f MB/s",
                        sync.median(),
                        sync.min(),
                        sync.max(),
                        write),
                "ratio      to Apache Kafka, by medians, above 1 is better; subjects take turns in each of the "
                        + options.runs() + " runs",
                "client     kafka-clients 4.3.1, acks=all, its defaults otherwise, in a process of its own",
                "repeat     ./millrace bench log --runs " + options.runs()
                        + (options.records() > 0 ? " --records " + options.records() : "")
                        + options.only().stream().map(part -> " --only " + part).collect(Collectors.joining()));
    }

    private static Set<String> ordered(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
