package io.millrace.benchmarks.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Series;
import io.millrace.benchmarks.SyncProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * {@code bench log}: our node beside one Apache Kafka broker. Its parts for {@code --only}: {@code start}, {@code 100B},
 * {@code 1KiB}; and {@code sync}, {@code os}, {@code kafka} to leave the other subjects out.
 */
public final class LogBench implements Bench {
    private static final Set<String> SUBJECTS = Set.of("sync", "os", "kafka");
    static final Set<String> PARTS = Set.of("start", "100B", "1KiB");

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String says() {
        return "start, memory, produce and consume beside Apache Kafka, with the stock Java client";
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our node run that way. */
    Report run(BenchOptions options, Distribution distribution) {
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
        quieten();
        String loadBefore = Machine.loadAverage();
        Series sync = SyncProbe.micros(options.data());
        Table table = new Table(subjects.stream().map(Subject::name).toList());
        if (options.wants("start", PARTS)) {
            new Starts(options, table).run(subjects);
        }
        if (options.wants("100B", PARTS) || options.wants("1KiB", PARTS)) {
            new Loads(options, table).run(subjects);
        }
        return new Report(name(), table.figures(), notes(options, loadBefore, sync));
    }

    /** The stock client warns at every attempt to reach a server or partition that is still starting, which is measured. */
    private static void quieten() {
        if (LoggerFactory.getLogger("org.apache.kafka") instanceof Logger logger) {
            logger.setLevel(Level.ERROR);
        }
    }

    private static List<String> notes(BenchOptions options, String loadBefore, Series sync) {
        return List.of(
                "machine    " + Machine.line() + "; load average before the first run " + loadBefore,
                String.format(
                        Locale.ROOT,
                        "disk       write and fdatasync of 4 KiB: median %.0f us, %.0f to %.0f us",
                        sync.median(),
                        sync.min(),
                        sync.max()),
                "ratio      to Apache Kafka, by medians, above 1 is better; subjects take turns in each of the "
                        + options.runs() + " runs",
                "client     kafka-clients 4.3.1, acks=all, its defaults otherwise, in a process of its own",
                "repeat     ./millrace bench log --runs " + options.runs()
                        + (options.records() > 0 ? " --records " + options.records() : ""));
    }
}
