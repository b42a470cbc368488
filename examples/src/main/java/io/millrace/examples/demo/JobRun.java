package io.millrace.examples.demo;

import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.launch.Refused;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * One run of the flights job until every input offset is committed. A job that is finished is left as it is; one that was
 * cut off is reset, since it counts at least once, and computes its result anew from the input, which is kept. One thread.
 */
final class JobRun implements AutoCloseable {
    static final String APPLICATION = "flights-delays";

    /** Replays go on into years to come, and a topic takes no timestamp more than an hour ahead unless told to. */
    private static final String FUTURE_KEY = "message.timestamp.after.max.ms";

    private static final String FUTURE = Long.toString(Long.MAX_VALUE);
    private static final int SESSION_TIMEOUT_MS = 6_000;

    private final Cluster cluster;
    private final String servers;
    private final TopicInfo flights;
    private final boolean terminal;
    private final PrintStream err;
    private Optional<Figures> figures = Optional.empty();
    private volatile Optional<Throwable> failure = Optional.empty();
    private Optional<KafkaStreams> streams = Optional.empty();

    /**
     * How fast it was. <i>Immutable.</i>
     *
     * @param seconds from start to last commit
     * @param warmRate records a second in the last three quarters of the input
     */
    record Figures(double seconds, double warmRate) {}

    JobRun(Cluster cluster, String servers, TopicInfo flights, boolean terminal, PrintStream err) {
        this.cluster = cluster;
        this.servers = servers;
        this.flights = flights;
        this.terminal = terminal;
        this.err = err;
    }

    Optional<Figures> figures() {
        return figures;
    }

    void run() {
        Map<Integer, Long> ends = cluster.ends(flights);
        Map<Integer, Long> committed = cluster.committed(APPLICATION, flights.name());
        if (committed.equals(ends)) {
            err.println("job: finished before; every input offset is committed");
            return;
        }
        List<String> outputs = List.of(FlightsJob.DELAYS, FlightsJob.DEAD_LETTERS);
        if (!cluster.topics(outputs).isEmpty()) {
            err.println("job: this input was not finished; resetting its state, offsets and topics");
            awaitEndOfSessions();
            cluster.delete(cluster.topicsOf(APPLICATION + "-"));
            cluster.delete(cluster.topics(outputs).keySet());
        }
        cluster.topic(new NewTopic(FlightsJob.DELAYS, 4, Map.of("cleanup.policy", "compact", FUTURE_KEY, FUTURE)));
        cluster.topic(new NewTopic(FlightsJob.DEAD_LETTERS, 1, Map.of(FUTURE_KEY, FUTURE)));
        start();
        await(ends);
    }

    /** An instance that was killed stays a member until its session times out, and a group with members is not deleted. */
    private void awaitEndOfSessions() {
        long deadline = System.nanoTime() + 5L * SESSION_TIMEOUT_MS * 1_000_000L;
        boolean said = false;
        while (!cluster.deleteGroup(APPLICATION)) {
            if (System.nanoTime() > deadline) {
                throw new Stage.Stalled("job: application " + APPLICATION
                        + " has members; is another demo running on this cluster? End it, then run again");
            }
            if (!said) {
                said = true;
                err.printf(
                        "job: waiting for the session of the instance that was cut off to end (about %d s)%n",
                        SESSION_TIMEOUT_MS / 1000);
            }
            cluster.session().loop().turn(100);
        }
    }

    private void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), SESSION_TIMEOUT_MS);
        properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), SESSION_TIMEOUT_MS / 3);
        properties.put(StreamsConfig.topicPrefix(FUTURE_KEY), FUTURE);
        KafkaStreams started = new KafkaStreams(FlightsJob.topology(), properties);
        started.setUncaughtExceptionHandler(thrown -> {
            failure = Optional.of(thrown);
            return io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse
                    .SHUTDOWN_CLIENT;
        });
        streams = Optional.of(started);
        started.start();
    }

    private void await(Map<Integer, Long> ends) {
        long total = sum(ends);
        long warmAt = 0;
        long warmFrom = 0;
        double seconds;
        try (Stage stage = new Stage("job", 0, total, terminal, err)) {
            Map<Integer, Long> committed = Map.of();
            while (!committed.equals(ends)) {
                failure.ifPresent(thrown -> {
                    throw new Stage.Stalled("job: " + thrown.getMessage());
                });
                cluster.session().loop().turn(100);
                committed = committedOr(committed);
                long done = sum(committed);
                stage.at(done);
                if (warmAt == 0 && done >= total / 4 && done < total) {
                    warmAt = System.nanoTime();
                    warmFrom = done;
                }
            }
            seconds = stage.seconds();
            double warmSeconds = warmAt == 0 ? seconds : (System.nanoTime() - warmAt) / 1e9;
            figures = Optional.of(new Figures(seconds, (total - warmFrom) / warmSeconds));
        }
    }

    /** A cluster that loses a broker may answer late; the stage itself says when that takes too long. */
    private Map<Integer, Long> committedOr(Map<Integer, Long> before) {
        try {
            return cluster.committed(APPLICATION, flights.name());
        } catch (Refused noAnswerNow) {
            return before;
        }
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        streams.ifPresent(started -> started.close(Duration.ofSeconds(10)));
    }
}
