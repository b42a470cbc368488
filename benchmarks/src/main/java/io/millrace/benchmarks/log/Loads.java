package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Turns;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Keeps all subjects running and gives them the same loads in turns; the first runs warm everything and are dropped. */
final class Loads {
    private static final int PARTITIONS = 4;
    /** After one round the compilers of the servers still take more CPU than their work does. */
    private static final int WARM_UPS = 2;
    /** What a server still does right after a load belongs to it: index entries, checkpoints, collections. */
    private static final long AFTERMATH_MS = 250;

    private final BenchOptions options;
    private final Table table;
    private final List<Shape> shapes = new ArrayList<>();

    Loads(BenchOptions options, Table table) {
        this.options = options;
        this.table = table;
        if (options.wants("100B", LogBench.PARTS)) {
            shapes.add(new Shape("100 B", 100, options.recordsOr(1_000_000)));
        }
        if (options.wants("1KiB", LogBench.PARTS)) {
            shapes.add(new Shape("1 KiB", 1024, Math.max(1, options.recordsOr(1_000_000) / 5)));
        }
    }

    void run(List<Subject> subjects) {
        Map<String, Server> servers = new LinkedHashMap<>();
        try {
            for (Subject subject : subjects) {
                Server server = subject.prepare()
                        .apply(options.data().resolve("load-" + subject.name().replace(' ', '-')));
                servers.put(subject.name(), server);
                server.start();
                new StockClient(server.bootstrap()).firstAcknowledged("first");
                options.progress()
                        .accept("runs: " + subject.name() + ", pid "
                                + server.process().pid());
            }
            for (int run = 1 - WARM_UPS; run <= options.runs(); run++) {
                for (Shape shape : shapes) {
                    for (Subject subject : Turns.of(subjects, run)) {
                        load(subject.name(), Objects.requireNonNull(servers.get(subject.name())), shape, run);
                    }
                }
            }
            servers.forEach((name, server) -> table.add(
                    Table.Kind.RESIDENT_AFTER_LOAD, "", name, server.process().residentBytes() / 1048576.0));
        } finally {
            servers.values().forEach(Server::close);
        }
    }

    private void load(String subject, Server server, Shape shape, int run) {
        String topic = "load-" + shape.valueBytes() + "-" + (run + WARM_UPS);
        StockClient client = new StockClient(server.bootstrap());
        client.create(topic, PARTITIONS, shape.valueBytes());
        Turns.writeOut();
        Measured produced = measure(server, () -> client.produce(topic, shape.records(), shape.valueBytes()));
        long stored = shape.records() + PARTITIONS;
        Measured consumed = measure(server, () -> client.consume(topic, PARTITIONS, stored, shape.valueBytes()));
        client.delete(topic);
        say(subject, shape, run, "produce", produced);
        say(subject, shape, run, "consume", consumed);
        if (run > 0) {
            record(Table.Kind.PRODUCE, Table.Kind.PRODUCE_CPU, Table.Kind.PRODUCE_CLIENT_CPU, subject, shape, produced);
            record(Table.Kind.CONSUME, Table.Kind.CONSUME_CPU, Table.Kind.CONSUME_CLIENT_CPU, subject, shape, consumed);
        }
    }

    private void record(
            Table.Kind rate, Table.Kind cpu, Table.Kind clientCpu, String subject, Shape shape, Measured measured) {
        table.add(rate, shape.name(), subject, shape.records() / measured.seconds());
        table.add(cpu, shape.name(), subject, measured.serverCpuSeconds() * 1e6 / shape.records());
        table.add(clientCpu, shape.name(), subject, measured.clientCpuSeconds() * 1e6 / shape.records());
    }

    private void say(String subject, Shape shape, int run, String what, Measured measured) {
        options.progress()
                .accept(String.format(
                        Locale.ROOT,
                        "%s %-5s %d/%d  %-20s %,10.0f records/s  %5.2f us/record server, %5.2f client",
                        what,
                        shape.name(),
                        run,
                        options.runs(),
                        subject,
                        shape.records() / measured.seconds(),
                        measured.serverCpuSeconds() * 1e6 / shape.records(),
                        measured.clientCpuSeconds() * 1e6 / shape.records()));
    }

    private static Measured measure(Server server, Runnable load) {
        long serverCpu = server.process().cpuNanos();
        long clientCpu = ownCpuNanos();
        long begin = System.nanoTime();
        load.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double client = (ownCpuNanos() - clientCpu) / 1e9;
        Turns.pause(AFTERMATH_MS);
        return new Measured(seconds, (server.process().cpuNanos() - serverCpu) / 1e9, client);
    }

    private static long ownCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** A load: so many records of one size. */
    private record Shape(String name, int valueBytes, long records) {}

    /** What a load took. */
    private record Measured(double seconds, double serverCpuSeconds, double clientCpuSeconds) {}
}
