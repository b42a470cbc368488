package io.millrace.examples.demo;

import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import io.millrace.platform.pages.Topologies;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.Topology;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** One run of the flights job until every input offset is committed. One thread. */
final class JobRun implements AutoCloseable {
    static final String APPLICATION = "flights-delays";

    static final int SESSION_TIMEOUT_MS = 6_000;

    private final Cluster cluster;
    private final String servers;
    private final Map<String, String> client;
    private final TopicInfo flights;
    private final boolean terminal;
    private final PrintStream err;
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile Optional<KafkaStreams> streams = Optional.empty();

    JobRun(
            Cluster cluster,
            String servers,
            Map<String, String> client,
            TopicInfo flights,
            boolean terminal,
            PrintStream err) {
        this.cluster = cluster;
        this.servers = servers;
        this.client = client;
        this.flights = flights;
        this.terminal = terminal;
        this.err = err;
    }

    /** Whether an earlier run brought every record of the input through. */
    static boolean isFinished(Cluster cluster, TopicInfo flights) {
        return cluster.committed(APPLICATION, flights.name()).equals(cluster.ends(flights));
    }

    /** Runs it; records a second in the last three quarters of the input. */
    double run(Topology topology, Topologies shown) {
        Map<Integer, Long> ends = cluster.ends(flights);
        start(topology, shown);
        return await(ends);
    }

    /** Starts it, and lets it be seen on the page. */
    void start(Topology topology, Topologies shown) {
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), SESSION_TIMEOUT_MS);
        properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), SESSION_TIMEOUT_MS / 3);
        properties.put(StreamsConfig.topicPrefix(Cluster.FUTURE_KEY), Cluster.FUTURE);
        KafkaStreams started = new KafkaStreams(topology, properties);
        started.setUncaughtExceptionHandler(thrown -> {
            failure = Optional.of(thrown);
            return io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse
                    .SHUTDOWN_CLIENT;
        });
        streams = Optional.of(started);
        shown.show("flights", APPLICATION, topology.describe(), started);
        started.start();
    }

    private double await(Map<Integer, Long> ends) {
        long total = sum(ends);
        long warmAt = 0;
        long warmFrom = 0;
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
            double warmSeconds = warmAt == 0 ? stage.seconds() : (System.nanoTime() - warmAt) / 1e9;
            return (total - warmFrom) / warmSeconds;
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
