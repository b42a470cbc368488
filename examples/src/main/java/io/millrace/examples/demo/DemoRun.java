package io.millrace.examples.demo;

import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.examples.flights.FlightInput;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.cli.Terminal;
import io.millrace.streams.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The demo's stages: airports, flights, job, database, result. One thread. */
final class DemoRun {
    private final DemoPlan plan;
    private final FlightInput input;
    private final boolean terminal;
    private final PrintStream err;
    private final ReplayFile replay;

    DemoRun(DemoPlan plan, boolean terminal, PrintStream err) throws IOException {
        this.plan = plan;
        this.terminal = terminal;
        this.err = err;
        input = FlightInput.read(plan.files());
        replay = new ReplayFile(plan.data().resolve("input").toAbsolutePath().normalize(), input, plan.times());
    }

    /**
     * What came of it. <i>Immutable.</i>
     *
     * @param fileFlights flights in the file
     * @param replayed flights of all replays
     * @param deadLetters records in the dead-letter topic
     * @param filtered flights that reached no row
     * @param table the result, read from the database
     * @param figures how fast it was; empty when it was finished before
     */
    record Result(
            int fileFlights,
            long replayed,
            long deadLetters,
            long filtered,
            DelayTable table,
            Optional<Figures> figures) {}

    /**
     * How fast it was. <i>Immutable.</i>
     *
     * @param seconds from the first start to the last row in the database
     * @param sourceRate lines a second from the file into the log
     * @param jobRate records a second of the job, in the last three quarters of its input
     * @param sinkRate rows a second into the database, which are written while the job runs
     */
    record Figures(double seconds, double sourceRate, double jobRate, double sinkRate) {}

    /** Runs it once and closes everything. */
    static Result once(DemoPlan plan, PrintStream err) throws IOException {
        Result[] result = new Result[1];
        new DemoRun(plan, Terminal.err(), err).run((taken, ground) -> result[0] = taken);
        return result[0];
    }

    /** Everything still runs while the result is taken. */
    void run(BiConsumer<Result, Ground> taken) {
        long began = System.nanoTime();
        try (Ground ground = Ground.open(plan, err);
                Cluster cluster = new Cluster(ground.node().servers(), plan.client());
                AvroSerdes serdes = new AvroSerdes(ground.registryUrl())) {
            Connectors connectors = new Connectors(ground.connectUrl());
            Earlier earlier = new Earlier(plan, cluster, connectors, err);
            Pipeline pipeline = new Pipeline(ground, cluster, connectors, terminal, err);
            Topology topology = FlightsJob.topology(serdes.line(), serdes.airport(), serdes.row());
            earlier.refuseForeign();
            airports(pipeline);
            if (isKnown(cluster, pipeline)) {
                known(earlier, pipeline, ground);
                try (JobRun job = job(cluster, ground)) {
                    if (plan.keep()) {
                        job.start(topology, ground.node().topologies());
                    }
                    taken.accept(result(cluster, ground, Optional.empty()), ground);
                }
                return;
            }
            earlier.reset(ground, replay.known().isPresent());
            double sourceRate = feed(pipeline);
            cluster.topic(new NewTopic(
                    FlightsJob.DELAYS, 4, Map.of("cleanup.policy", "compact", Cluster.FUTURE_KEY, Cluster.FUTURE)));
            pipeline.sink(true);
            long jobBegan = System.nanoTime();
            try (JobRun job = job(cluster, ground)) {
                double jobRate = job.run(topology, ground.node().topologies());
                double sinkRate = pipeline.awaitSink() / secondsSince(jobBegan);
                Figures figures = new Figures(secondsSince(began), sourceRate, jobRate, sinkRate);
                taken.accept(result(cluster, ground, Optional.of(figures)), ground);
            }
        }
    }

    private JobRun job(Cluster cluster, Ground ground) {
        TopicInfo flights = cluster.existing(cluster.topics(List.of(FlightsJob.FLIGHTS)), FlightsJob.FLIGHTS);
        JobRun job = new JobRun(cluster, ground.node().servers(), plan.client(), flights, terminal, err);
        ground.closeFirst(job::close);
        return job;
    }

    private void airports(Pipeline pipeline) {
        Path given = plan.files().resolve("airports.csv");
        try {
            Path file = replay.copyOf(given);
            pipeline.airports(file, input.airports().size(), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(given + " cannot be copied", e);
        }
    }

    private boolean isKnown(Cluster cluster, Pipeline pipeline) {
        Optional<Path> file = replay.known();
        TopicInfo flights = cluster.topics(List.of(FlightsJob.FLIGHTS)).get(FlightsJob.FLIGHTS);
        return file.isPresent()
                && flights != null
                && pipeline.isFed(file.get(), replay.size())
                && JobRun.isFinished(cluster, flights);
    }

    private void known(Earlier earlier, Pipeline pipeline, Ground ground) {
        err.printf("flights: %,d records are in the log already%n", input.records(plan.times()));
        err.println("job: finished before; every input offset is committed");
        replay.known().ifPresent(pipeline::knownFlights);
        earlier.resetSinkWithoutTable(ground);
        pipeline.sink(false);
        pipeline.awaitSink();
    }

    private double feed(Pipeline pipeline) {
        long lines = input.records(plan.times());
        Path file;
        try (Stage stage = new Stage("input", 0, lines, terminal, err)) {
            file = replay.anew(stage);
        }
        return pipeline.flights(file, replay.size(), lines);
    }

    private Result result(Cluster cluster, Ground ground, Optional<Figures> figures) {
        Map<String, TopicInfo> topics = cluster.topics(List.of(FlightsJob.DEAD_LETTERS));
        DelayTable table = DelayTable.read(ground.database());
        long deadLetters = cluster.records(cluster.existing(topics, FlightsJob.DEAD_LETTERS));
        long replayed = (long) input.fileFlights() * plan.times();
        long filtered = replayed + input.plantedLines() - deadLetters - table.joined() - table.unknown();
        return new Result(input.fileFlights(), replayed, deadLetters, filtered, table, figures);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
