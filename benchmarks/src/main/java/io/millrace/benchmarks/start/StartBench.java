package io.millrace.benchmarks.start;

import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import io.millrace.peers.KafkaConnect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code bench start}: log, registry, connect and pages in one process, beside Apache Kafka and a worker of Kafka Connect
 * that are started together. Its parts for {@code --only}: {@code millrace}, {@code kafka}.
 */
public final class StartBench implements Bench {
    static final String OURS = "Millrace";
    static final String PEER = "Apache Kafka and Connect";
    static final Kind READY = new Kind("start until ready", "ms", false, Map.of(), Map.of(OURS, 1_000.0));
    static final Kind CPU = new Kind("CPU of the start", "s", false, Map.of(), Map.of());
    static final Kind RESIDENT = new Kind("resident 2 s later", "MiB", false, Map.of(), Map.of(OURS, 180.0));

    private static final Set<String> SUBJECTS = Set.of("millrace", "kafka");
    private static final long SETTLE_MS = 2_000;

    /** A subject, and how one is made ready to start in a directory. */
    private record Subject(String name, Function<Path, Starting> prepare) {}

    /** Processes that start together. */
    private interface Starting extends AutoCloseable {
        /** Starts them and returns when they take work. */
        void run();

        List<Child> processes();

        @Override
        void close();
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String says() {
        return "time to ready, CPU and memory of everything, beside Apache Kafka and Kafka Connect";
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our node run that way. */
    Report run(BenchOptions options, Distribution distribution) {
        List<Subject> subjects = new ArrayList<>();
        if (options.wants("millrace", SUBJECTS)) {
            subjects.add(new Subject(OURS, at -> new Ours(distribution, at)));
        }
        if (options.wants("kafka", SUBJECTS)) {
            subjects.add(new Subject(PEER, Theirs::new));
        }
        String loadBefore = Machine.loadAverage();
        Sheet sheet = new Sheet(PEER, List.of(OURS, PEER));
        // One round more than asked for warms the page cache up, and is dropped.
        for (int run = 0; run <= options.runs(); run++) {
            for (Subject subject : Turns.of(subjects, run)) {
                measure(options, sheet, subject, run);
            }
        }
        return new Report(name(), sheet.figures(), notes(options, loadBefore));
    }

    private static void measure(BenchOptions options, Sheet sheet, Subject subject, int run) {
        Path directory =
                options.data().resolve("start-" + run + "-" + subject.name().replace(' ', '-'));
        try (Starting starting = subject.prepare().apply(directory)) {
            Turns.writeOut();
            long begin = System.nanoTime();
            starting.run();
            double ms = (System.nanoTime() - begin) / 1e6;
            double cpu = sum(starting, child -> child.cpuNanos() / 1e9);
            Turns.pause(SETTLE_MS);
            double mib = sum(starting, child -> child.residentBytes() / 1048576.0);
            options.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "start %d/%d  %-25s %6.0f ms  %5.2f s CPU  %4.0f MiB, pid %d",
                            run,
                            options.runs(),
                            subject.name(),
                            ms,
                            cpu,
                            mib,
                            starting.processes().get(0).pid()));
            if (run > 0) {
                sheet.add(READY, subject.name(), ms);
                sheet.add(CPU, subject.name(), cpu);
                sheet.add(RESIDENT, subject.name(), mib);
            }
        }
        Scratch.delete(directory);
    }

    private static double sum(Starting starting, Function<Child, Double> value) {
        return starting.processes().stream().mapToDouble(value::apply).sum();
    }

    private static List<String> notes(BenchOptions options, String loadBefore) {
        return List.of(
                "machine    " + Machine.line() + "; load average before the first run " + loadBefore,
                "ratio      to Apache Kafka and Kafka Connect, by medians, above 1 is better; subjects take turns",
                "ready      ours: the line 'ready', when log, registry, connect and pages accept work; theirs: the"
                        + " worker lists its connectors",
                "peer       Apache Kafka 4.4.0 (1 GiB heap) and a distributed worker of Kafka Connect 4.3.1 with"
                        + " plugin.discovery=service_load and connect-file alone, started at the same moment",
                "memory     resident as the kernel counts it; of two processes their sum",
                "repeat     ./millrace bench start --runs " + options.runs());
    }

    /** Everything of ours, in one process. */
    private static final class Ours implements Starting {
        private final Distribution distribution;
        private final Path directory;
        private final List<OurNode> started = new ArrayList<>();

        Ours(Distribution distribution, Path directory) {
            this.distribution = distribution;
            this.directory = directory;
        }

        @Override
        public void run() {
            String free = "127.0.0.1:0";
            OurNode node = OurNode.begin(
                    distribution,
                    directory,
                    List.of(
                            "--data",
                            directory.resolve("data").toString(),
                            "--kafka",
                            free,
                            "--registry",
                            free,
                            "--connect",
                            free,
                            "--pages",
                            free));
            started.add(node);
            node.awaitReady();
        }

        @Override
        public List<Child> processes() {
            return started.stream().map(OurNode::process).toList();
        }

        @Override
        public void close() {
            started.forEach(OurNode::close);
        }
    }

    /** A broker and a worker, started at the same moment. */
    private static final class Theirs implements Starting {
        private final ApacheKafka kafka;
        private final KafkaConnect connect;

        Theirs(Path directory) {
            this.kafka = ApacheKafka.formatted(directory.resolve("kafka"), 1, ApacheKafka.JVM, Map.of());
            this.connect =
                    KafkaConnect.prepared(directory.resolve("connect"), kafka.bootstrapServers(), List.of(), List.of());
        }

        @Override
        public void run() {
            kafka.startNode(1);
            connect.start();
            connect.awaitReady();
        }

        @Override
        public List<Child> processes() {
            return List.of(kafka.broker(1), connect.process());
        }

        @Override
        public void close() {
            connect.close();
            kafka.close();
        }
    }
}
