package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.KafkaServer;
import io.millrace.benchmarks.log.node.MillraceServer;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.Latencies;
import io.millrace.benchmarks.log.tool.PacedProducer;
import io.millrace.benchmarks.log.tool.SlowDisk;
import io.millrace.benchmarks.log.tool.StockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Ours beside Apache Kafka when that, too, has every record on disk; on this disk, and on one whose syncs take longer. */
final class Flushes {
    static final String KAFKA = "Apache Kafka, flush.messages=1";
    static final int ADDED_MS = 5;

    private static final int PARTITIONS = 16;
    private static final int VALUE_BYTES = 100;
    private static final double RECORDS_PER_SECOND = 1_000;
    private static final double SECONDS = 10;

    private final BenchOptions options;
    private final Distribution distribution;
    private final Sheet sheet = new Sheet(KAFKA, List.of(Subject.SYNC, KAFKA));
    private final List<String> failures = new ArrayList<>();

    Flushes(BenchOptions options, Distribution distribution) {
        this.options = options;
        this.distribution = distribution;
    }

    /** Those of our subjects and the peer that are asked for. */
    void run(boolean ours, boolean theirs) {
        load("synced, 1,000 records/s", "flush", subjects(ours, theirs, Map.of()), 0);
        Optional<SlowDisk> slow = SlowDisk.compiled(options.data());
        if (slow.isEmpty()) {
            failures.add("without a C compiler (cc) on Linux, no " + ADDED_MS + " ms can be added to every sync");
            return;
        }
        load(
                "synced, 1,000 records/s, each sync " + ADDED_MS + " ms longer",
                "slow",
                subjects(ours, theirs, slow.get().environment(ADDED_MS)),
                ADDED_MS);
    }

    List<Figure> figures() {
        return sheet.figures();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private List<Subject> subjects(boolean ours, boolean theirs, Map<String, String> environment) {
        List<Subject> subjects = new ArrayList<>();
        if (ours) {
            subjects.add(new Subject(Subject.SYNC, at -> new MillraceServer(at, distribution, "sync", environment)));
        }
        if (theirs) {
            subjects.add(new Subject(
                    KAFKA, at -> new KafkaServer(at, Map.of("log.flush.interval.messages", "1"), environment)));
        }
        return subjects;
    }

    private void load(String what, String folder, List<Subject> subjects, double atLeastMs) {
        try (Fleet fleet = Fleet.start(options, folder, subjects)) {
            // The first run warms, and is dropped.
            for (int run = 0; run <= options.runs(); run++) {
                for (Subject subject : fleet.turns(run)) {
                    pace(what, subject.name(), fleet.server(subject), run, atLeastMs);
                }
            }
        }
    }

    private void pace(String what, String subject, Server server, int run, double atLeastMs) {
        String topic = "flush-" + run;
        StockClient client = new StockClient(server.bootstrap());
        client.create(topic, PARTITIONS, VALUE_BYTES);
        Turns.writeOut();
        Map<String, Object> settings = client.producerSettings();
        settings.put("linger.ms", 0);
        double seconds = options.records() > 0 ? Math.min(SECONDS, options.records() / RECORDS_PER_SECOND) : SECONDS;
        Latencies taken = new PacedProducer(settings).send(topic, PARTITIONS, VALUE_BYTES, RECORDS_PER_SECOND, seconds);
        client.delete(topic);
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "%-45s %d/%d  %-30s p50 %.2f ms, p99 %.2f ms",
                        what,
                        run,
                        options.runs(),
                        subject,
                        taken.atMostMs(0.5),
                        taken.atMostMs(0.99)));
        if (taken.atMostMs(0.01) < atLeastMs) {
            failures.add(
                    subject + " acknowledged in " + taken.atMostMs(0.01) + " ms what takes a sync of " + atLeastMs);
        }
        if (run > 0) {
            Map<String, Double> target = Map.of(Subject.SYNC, 5.0);
            sheet.add(new Kind(what + ", p50", "ms", false, target, Map.of()), subject, taken.atMostMs(0.5));
            sheet.add(new Kind(what + ", p99", "ms", false, Map.of(), Map.of()), subject, taken.atMostMs(0.99));
        }
    }
}
