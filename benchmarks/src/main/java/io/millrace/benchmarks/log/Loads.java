package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.PageCache;
import io.millrace.benchmarks.log.tool.RawFetch;
import io.millrace.benchmarks.log.tool.StockClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives all subjects the same loads in turns, as fast as they take them; the first runs warm everything and are dropped. */
final class Loads {
    static final int PARTITIONS = 4;
    /** One reading is over before the kernel's clock of CPU has ticked often enough. */
    private static final int RAW_FETCHES = 5;

    private static final Kind RESIDENT =
            new Kind("resident after the loads", "MiB", false, Subject.ours(2, 2), Map.of());

    private final BenchOptions options;
    private final Sheet sheet;
    private final Map<Shape, List<Double>> peaks = new HashMap<>();

    Loads(BenchOptions options, Sheet sheet) {
        this.options = options;
        this.sheet = sheet;
    }

    void run(Fleet fleet) {
        for (int run = 1 - Shape.warmUps(options); run <= options.runs(); run++) {
            for (Shape shape : Shape.of(options)) {
                for (Subject subject : fleet.turns(run)) {
                    load(subject.name(), fleet.server(subject), shape, run);
                }
            }
        }
        for (Subject subject : fleet.turns(0)) {
            double mib = fleet.server(subject).process().residentBytes() / 1048576.0;
            sheet.add(RESIDENT, subject.name(), mib);
        }
    }

    /** What Apache Kafka took of a shape in each run, in records a second; empty when it was not loaded. */
    List<Double> peaks(Shape shape) {
        return peaks.getOrDefault(shape, List.of());
    }

    private void load(String subject, Server server, Shape shape, int run) {
        String topic = "load-" + shape.valueBytes() + "-run" + run;
        int bytes = shape.valueBytes();
        long stored = shape.records() + PARTITIONS;
        StockClient client = new StockClient(server.bootstrap());
        client.create(topic, PARTITIONS, bytes);
        Turns.writeOut();
        Measured produced = Measured.of(server, () -> client.produce(topic, shape.records(), bytes));
        rate(subject, shape, run, produced);
        consumed(
                "consume " + shape.name() + " just written",
                subject,
                shape,
                run,
                Measured.of(server, () -> client.consume(topic, PARTITIONS, stored, bytes)));
        Measured raw = Measured.of(server, () -> {
            for (int time = 0; time < RAW_FETCHES; time++) {
                new RawFetch(server.bootstrap(), topic).read(PARTITIONS, stored);
            }
        });
        raw("raw fetch " + shape.name(), subject, shape, run, raw.ofOne(RAW_FETCHES));
        if (PageCache.forget(server.data())) {
            consumed(
                    "consume " + shape.name() + " from disk",
                    subject,
                    shape,
                    run,
                    Measured.of(server, () -> client.consume(topic, PARTITIONS, stored, bytes)));
        }
        consumed(
                "produce and consume " + shape.name() + " at the tail",
                subject,
                shape,
                run,
                Measured.of(server, () -> client.follow(topic, PARTITIONS, shape.records(), bytes)));
        client.delete(topic);
    }

    private void rate(String subject, Shape shape, int run, Measured measured) {
        say(subject, shape, run, "produce " + shape.name(), measured);
        double rate = shape.records() / measured.seconds();
        if (run > 0) {
            String name = "produce " + shape.name();
            sheet.add(new Kind(name, "records/s", true, Subject.ours(1, 1), Map.of()), subject, rate);
            serverCpu(name, Subject.ours(1 / 0.6, 1 / 0.6), subject, shape, measured);
            clientCpu(name, subject, shape, measured);
            if (subject.equals(Subject.KAFKA)) {
                peaks.computeIfAbsent(shape, none -> new ArrayList<>()).add(rate);
            }
        }
    }

    private void consumed(String name, String subject, Shape shape, int run, Measured measured) {
        say(subject, shape, run, name, measured);
        if (run > 0) {
            megabytes(name, Subject.ours(1, 1), subject, shape, measured);
            serverCpu(name, Subject.ours(2, 2), subject, shape, measured);
            clientCpu(name, subject, shape, measured);
        }
    }

    private void raw(String name, String subject, Shape shape, int run, Measured measured) {
        say(subject, shape, run, name, measured);
        if (run > 0) {
            megabytes(name, Subject.ours(1.2, 1.2), subject, shape, measured);
            serverCpu(name, Map.of(), subject, shape, measured);
        }
    }

    private void megabytes(String name, Map<String, Double> targets, String subject, Shape shape, Measured measured) {
        double rate = shape.records() * shape.valueBytes() / 1e6 / measured.seconds();
        sheet.add(new Kind(name, "MB/s", true, targets, Map.of()), subject, rate);
    }

    private void serverCpu(String name, Map<String, Double> targets, String subject, Shape shape, Measured measured) {
        Kind kind = new Kind(name + ", CPU of the server", "us/record", false, targets, Map.of());
        sheet.add(kind, subject, measured.serverCpuSeconds() * 1e6 / shape.records());
    }

    private void clientCpu(String name, String subject, Shape shape, Measured measured) {
        Kind kind = new Kind(name + ", CPU of the client", "us/record", false, Map.of(), Map.of());
        sheet.add(kind, subject, measured.clientCpuSeconds() * 1e6 / shape.records());
    }

    private void say(String subject, Shape shape, int run, String what, Measured measured) {
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "%-37s %d/%d  %-18s %,10.0f records/s %5.0f MB/s  us/record: %5.2f server (%.2f its compilers), %5.2f client",
                        what,
                        run,
                        options.runs(),
                        subject,
                        shape.records() / measured.seconds(),
                        shape.records() * shape.valueBytes() / 1e6 / measured.seconds(),
                        measured.serverCpuSeconds() * 1e6 / shape.records(),
                        measured.compilerCpuSeconds() * 1e6 / shape.records(),
                        measured.clientCpuSeconds() * 1e6 / shape.records()));
    }
}
