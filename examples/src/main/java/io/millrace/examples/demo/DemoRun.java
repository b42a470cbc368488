package io.millrace.examples.demo;

import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.examples.flights.FlightInput;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.cli.Main;
import io.millrace.platform.cli.Terminal;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The demo's stages on one cluster: topics, input, job, result. One thread. */
final class DemoRun {
    private final FlightInput input;
    private final int times;
    private final boolean terminal;
    private final PrintStream err;

    DemoRun(FlightInput input, int times, boolean terminal, PrintStream err) {
        this.input = input;
        this.times = times;
        this.terminal = terminal;
        this.err = err;
    }

    /**
     * What came of it. <i>Immutable.</i>
     *
     * @param fileFlights flights in the file
     * @param replayed flights of all replays
     * @param deadLetters records in the dead-letter topic
     * @param filtered flights that reached no row
     * @param table the result
     * @param figures how fast the job was; empty when it was finished before
     */
    record Result(
            int fileFlights,
            long replayed,
            long deadLetters,
            long filtered,
            DelayTable table,
            Optional<JobRun.Figures> figures) {}

    /** On a durable log in this process without a port. */
    static Result embedded(Path directory, Path files, int times, PrintStream err) throws IOException {
        FlightInput input = FlightInput.read(files);
        try (EmbeddedLog log =
                Millrace.log().dataDirectory(directory).inProcessOnly().start()) {
            Result[] result = new Result[1];
            new DemoRun(input, times, Terminal.err(), err).on(log.inProcessServers(), r -> result[0] = r);
            return result[0];
        }
    }

    /** On this cluster; the job still runs while the result is taken. */
    void on(String servers, Consumer<Result> taken) {
        try (Cluster cluster = new Cluster(servers)) {
            TopicInfo flights = cluster.topic(new NewTopic(FlightsJob.FLIGHTS, 4));
            TopicInfo airports =
                    cluster.topic(new NewTopic(FlightsJob.AIRPORTS, 1, Map.of("cleanup.policy", "compact")));
            long there = cluster.records(flights);
            refuseOtherInput(there);
            feed(cluster, flights, there, airports);
            try (JobRun job = new JobRun(cluster, servers, flights, terminal, err)) {
                job.run();
                taken.accept(result(cluster, job));
            }
        }
    }

    /** More replays than asked for cannot be taken back: the table would not be the one that was asked for. */
    private void refuseOtherInput(long there) {
        if (there > input.records(times)) {
            throw new Refused(
                    Main.USAGE,
                    "--times " + times + ": the topic flights holds " + there + " records, which is more than "
                            + input.records(times) + "; give a larger --times, or another --data");
        }
    }

    private void feed(Cluster cluster, TopicInfo flights, long there, TopicInfo airports) {
        try (Feed feed = new Feed(cluster)) {
            long known = cluster.records(airports);
            int all = input.airports().size();
            if (known >= all) {
                err.printf("airports: %,d are in the log already%n", known);
            } else {
                try (Stage stage = new Stage("airports", known, all, terminal, err)) {
                    feed.airports(input, airports, stage);
                }
            }
            if (there == input.records(times)) {
                err.printf("flights: %,d records are in the log already%n", there);
            } else {
                try (Stage stage = new Stage("flights", there, input.records(times), terminal, err)) {
                    feed.flights(input, times, flights, stage);
                }
            }
        }
    }

    private Result result(Cluster cluster, JobRun job) {
        Map<String, TopicInfo> topics = cluster.topics(List.of(FlightsJob.DELAYS, FlightsJob.DEAD_LETTERS));
        DelayTable table = DelayTable.read(cluster, cluster.existing(topics, FlightsJob.DELAYS));
        long deadLetters = cluster.records(cluster.existing(topics, FlightsJob.DEAD_LETTERS));
        long replayed = (long) input.fileFlights() * times;
        long filtered = replayed + input.plantedLines() - deadLetters - table.joined() - table.unknown();
        return new Result(input.fileFlights(), replayed, deadLetters, filtered, table, job.figures());
    }
}
