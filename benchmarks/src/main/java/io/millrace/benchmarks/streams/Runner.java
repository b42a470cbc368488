package io.millrace.benchmarks.streams;

import io.millrace.benchmarks.streams.job.Job;
import io.millrace.benchmarks.streams.job.JobRun;
import io.millrace.benchmarks.streams.job.Order;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs jobs in child processes: one broker for all lanes that need it, one log directory a job for those that embed it. One thread. */
final class Runner implements AutoCloseable {
    private static final long COMMIT_MS = 1_000;
    private static final long PATIENCE_MS = 900_000;

    private final Path directory;
    private final Load load;
    private final List<String> extraOptions;
    private Optional<ApacheKafka> kafka = Optional.empty();
    private int runs;

    Runner(Path directory, Load load) {
        this.directory = directory;
        this.load = load;
        String extra = System.getenv("MILLRACE_BENCH_JVM_OPTS");
        this.extraOptions = extra == null || extra.isBlank()
                ? List.of()
                : List.of(extra.trim().split("\\s+"));
    }

    /** Starts what the lanes need, and writes the job's input there. */
    void prepare(Job job, List<Lane> lanes) {
        if (lanes.contains(Lane.EMBEDDED)) {
            try (EmbeddedLog log = EmbeddedRun.open(logDirectory(job))) {
                load.feed(log.bootstrapServers(), job);
            }
        }
        if (lanes.stream().anyMatch(lane -> lane != Lane.EMBEDDED)) {
            if (kafka.isEmpty()) {
                kafka = Optional.of(ApacheKafka.single(directory.resolve("kafka"), Map.of()));
            }
            load.feed(kafka.orElseThrow().bootstrapServers(), job);
        }
    }

    /** Runs the job once. */
    Outcome run(Job job, Lane lane) {
        String name = job.title() + "-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-" + ++runs;
        Path orders = directory.resolve(name + ".order");
        Path result = directory.resolve(name + ".result");
        Path output = directory.resolve(name + ".out");
        order(job, lane, name).write(orders);
        List<String> arguments = new ArrayList<>(List.of(orders.toString(), result.toString()));
        if (lane == Lane.EMBEDDED) {
            arguments.add(logDirectory(job).toString());
        }
        try (Child child = start(lane, arguments, output)) {
            if (child.await(PATIENCE_MS) != 0) {
                throw new IllegalStateException(name + " failed:\n" + child.tail());
            }
        }
        return Outcome.read(result);
    }

    private Order order(Job job, Lane lane, String name) {
        long records = load.records(job);
        String servers = lane == Lane.EMBEDDED ? "" : kafka.orElseThrow().bootstrapServers();
        long broker = lane == Lane.EMBEDDED ? -1 : kafka.orElseThrow().broker(1).pid();
        return new Order(
                job, servers, servers, broker, name, records, records / 2, COMMIT_MS, directory.resolve("state"));
    }

    private Child start(Lane lane, List<String> arguments, Path output) {
        List<String> options = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"));
        options.addAll(extraOptions);
        return switch (lane) {
            case EMBEDDED ->
                Child.java(
                        System.getProperty("java.class.path"), options, EmbeddedRun.class.getName(), arguments, output);
            case ON_KAFKA ->
                Child.java(System.getProperty("java.class.path"), options, JobRun.class.getName(), arguments, output);
            case KAFKA_STREAMS -> {
                options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
                yield Child.java(
                        Peers.lib("kafka-streams"), options, "io.millrace.peers.streams.JobRun", arguments, output);
            }
        };
    }

    private Path logDirectory(Job job) {
        return directory.resolve("log-" + job.title());
    }

    @Override
    public void close() {
        kafka.ifPresent(ApacheKafka::close);
    }
}
