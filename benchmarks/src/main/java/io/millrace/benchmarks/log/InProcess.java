package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.InProcessClient;
import io.millrace.benchmarks.log.tool.StockClient;
import io.millrace.client.kafka.LogConsumer;
import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A durable log in this process with our own client, beside the stock client with a node in a process of its own: the CPU
 * of all that takes part. And how long such a log takes to start here.
 */
final class InProcess {
    static final String GROUND = "Millrace in-process";
    static final String KAFKA_API = "Millrace in-process, Kafka's API";

    private static final int PARTITIONS = Loads.PARTITIONS;
    private static final Kind START =
            new Kind("Millrace.log().inMemory().start(), warm", "ms", false, Map.of(), Map.of(GROUND, 150.0));

    private final BenchOptions options;
    private final Sheet sheet = new Sheet(Subject.KAFKA, List.of(GROUND, KAFKA_API, Subject.KAFKA));

    /** A way to write and read a topic. */
    private interface Way {
        Measured produce(String topic, Shape shape);

        Measured consume(String topic, Shape shape);

        /** Makes a topic with one record in every partition. */
        StockClient admin();
    }

    private record Named(String name, Way way) {}

    InProcess(BenchOptions options) {
        this.options = options;
    }

    /** Beside Apache Kafka where the fleet has it. */
    void run(Fleet fleet) {
        starts();
        Path directory = options.data().resolve("in-process");
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start();
                InProcessClient ground = new InProcessClient(log.inProcessServers())) {
            StockClient admin = new StockClient(log.bootstrapServers());
            List<Named> ways = new ArrayList<>();
            ways.add(new Named(GROUND, new Ground(ground, admin)));
            ways.add(new Named(KAFKA_API, new KafkaApi(log.inProcessServers(), admin)));
            fleet.server(Subject.KAFKA).ifPresent(server -> ways.add(new Named(Subject.KAFKA, new Stock(server))));
            for (int run = 1 - Shape.warmUps(options); run <= options.runs(); run++) {
                for (Shape shape : Shape.of(options)) {
                    for (Named named : Turns.of(ways, run)) {
                        load(named, shape, run);
                    }
                }
            }
        }
        Scratch.delete(directory);
    }

    List<Figure> figures() {
        return sheet.figures();
    }

    private void starts() {
        for (int run = 1 - Shape.warmUps(options); run <= options.runs(); run++) {
            long begin = System.nanoTime();
            try (EmbeddedLog log = Millrace.log().inMemory().start()) {
                double ms = (System.nanoTime() - begin) / 1e6;
                options.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "%s %d/%d  %.1f ms at %s",
                                START.name(),
                                run,
                                options.runs(),
                                ms,
                                log.inProcessServers()));
                if (run > 0) {
                    sheet.add(START, GROUND, ms);
                }
            }
        }
    }

    private void load(Named named, Shape shape, int run) {
        // Two ways share a log.
        String topic =
                "all-" + shape.valueBytes() + "-run" + run + "-" + named.name().length();
        named.way().admin().create(topic, PARTITIONS, shape.valueBytes());
        Turns.writeOut();
        add(named.name(), shape, run, "produce " + shape.name(), named.way().produce(topic, shape));
        add(named.name(), shape, run, "consume " + shape.name(), named.way().consume(topic, shape));
        named.way().admin().delete(topic);
    }

    private void add(String subject, Shape shape, int run, String what, Measured measured) {
        double rate = shape.records() / measured.seconds();
        double cpu = (measured.serverCpuSeconds() + measured.clientCpuSeconds()) * 1e6 / shape.records();
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "in-process: %-15s %d/%d  %-33s %,10.0f records/s  us/record: %.2f of all processes",
                        what,
                        run,
                        options.runs(),
                        subject,
                        rate,
                        cpu));
        if (run > 0) {
            Kind kind = new Kind(
                    what + ", CPU of all processes", "us/record", false, Map.of(GROUND, 8.0, KAFKA_API, 8.0), Map.of());
            sheet.add(kind, subject, cpu);
            sheet.add(new Kind(what + " in-process", "records/s", true, Map.of(), Map.of()), subject, rate);
        }
    }

    /** Our ground-level client. */
    private record Ground(InProcessClient client, StockClient admin) implements Way {
        @Override
        public Measured produce(String topic, Shape shape) {
            return Measured.ofThisProcess(() -> client.produce(topic, shape.records(), shape.valueBytes()));
        }

        @Override
        public Measured consume(String topic, Shape shape) {
            return Measured.ofThisProcess(
                    () -> client.consume(topic, PARTITIONS, shape.records() + PARTITIONS, shape.valueBytes()));
        }
    }

    /** Kafka's API over our client. */
    private record KafkaApi(StockClient inProcess, StockClient admin) implements Way {
        KafkaApi(String inProcessServers, StockClient admin) {
            this(new StockClient(inProcessServers, LogProducer::new, LogConsumer::new), admin);
        }

        @Override
        public Measured produce(String topic, Shape shape) {
            return Measured.ofThisProcess(() -> inProcess.produce(topic, shape.records(), shape.valueBytes()));
        }

        @Override
        public Measured consume(String topic, Shape shape) {
            return Measured.ofThisProcess(
                    () -> inProcess.consume(topic, PARTITIONS, shape.records() + PARTITIONS, shape.valueBytes()));
        }
    }

    /** The stock client, and a server. */
    private record Stock(Server server, StockClient admin) implements Way {
        Stock(Server server) {
            this(server, new StockClient(server.bootstrap()));
        }

        @Override
        public Measured produce(String topic, Shape shape) {
            return Measured.of(server, () -> admin.produce(topic, shape.records(), shape.valueBytes()));
        }

        @Override
        public Measured consume(String topic, Shape shape) {
            return Measured.of(
                    server, () -> admin.consume(topic, PARTITIONS, shape.records() + PARTITIONS, shape.valueBytes()));
        }
    }
}
