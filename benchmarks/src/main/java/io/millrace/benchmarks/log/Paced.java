package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Series;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.Latencies;
import io.millrace.benchmarks.log.tool.PacedProducer;
import io.millrace.benchmarks.log.tool.StockClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Produces at half of what Apache Kafka takes at most, and looks at how long the records take. */
final class Paced {
    private static final double SECONDS = 10;
    private static final int PEAK_RUNS = 3;

    private final BenchOptions options;
    private final Sheet sheet;

    Paced(BenchOptions options, Sheet sheet) {
        this.options = options;
        this.sheet = sheet;
    }

    /** One run more than asked for: the first warms, and is dropped. */
    void run(Fleet fleet, Loads loads) {
        for (Shape shape : Shape.of(options)) {
            double rate = peak(fleet, loads, shape) / 2;
            double seconds = options.records() > 0 ? Math.min(SECONDS, shape.records() / rate) : SECONDS;
            for (int run = 0; run <= options.runs(); run++) {
                for (Subject subject : fleet.turns(run)) {
                    pace(subject.name(), fleet.server(subject), shape, rate, seconds, run);
                }
            }
        }
    }

    private void pace(String subject, Server server, Shape shape, double rate, double seconds, int run) {
        String topic = "paced-" + shape.valueBytes() + "-" + run;
        StockClient client = new StockClient(server.bootstrap());
        client.create(topic, Loads.PARTITIONS, shape.valueBytes());
        Turns.writeOut();
        Latencies taken =
                new PacedProducer(client.producerSettings()).send(topic, 0, shape.valueBytes(), rate, seconds);
        client.delete(topic);
        String name = "half of the peak, " + shape.name();
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "%-37s %d/%d  %-18s %,10.0f records/s  p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms",
                        name,
                        run,
                        options.runs(),
                        subject,
                        rate,
                        taken.atMostMs(0.5),
                        taken.atMostMs(0.99),
                        taken.atMostMs(0.999)));
        if (run > 0) {
            Map<String, Double> limit = Map.of(Subject.SYNC, 4.0);
            sheet.add(new Kind(name + ", p50", "ms", false, Map.of(), limit), subject, taken.atMostMs(0.5));
            Map<String, Double> targets = Subject.ours(1 / 2.0, 1 / 0.7);
            sheet.add(new Kind(name + ", p99", "ms", false, targets, Map.of()), subject, taken.atMostMs(0.99));
        }
    }

    /** As the loads found it; measured here when they were not run. Without Apache Kafka, the first subject's. */
    private double peak(Fleet fleet, Loads loads, Shape shape) {
        List<Double> peaks = new ArrayList<>(loads.peaks(shape));
        if (peaks.isEmpty()) {
            Server server = fleet.server(Subject.KAFKA)
                    .orElseGet(() -> fleet.server(fleet.turns(0).get(0)));
            StockClient client = new StockClient(server.bootstrap());
            for (int run = -1; run < PEAK_RUNS; run++) {
                String topic = "peak-" + shape.valueBytes() + "-" + run;
                client.create(topic, Loads.PARTITIONS, shape.valueBytes());
                Turns.writeOut();
                double seconds = Measured.of(server, () -> client.produce(topic, shape.records(), shape.valueBytes()))
                        .seconds();
                client.delete(topic);
                if (run >= 0) {
                    peaks.add(shape.records() / seconds);
                }
            }
        }
        return new Series(peaks).median();
    }
}
