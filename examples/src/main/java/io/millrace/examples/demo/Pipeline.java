package io.millrace.examples.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.launch.Refused;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The connectors around the job: creates each over REST and waits until everything is through it. One thread. */
final class Pipeline {
    private static final long CHECK_EVERY_NANOS = 1_000_000_000L;

    private final Ground ground;
    private final Cluster cluster;
    private final Connectors connectors;
    private final boolean terminal;
    private final PrintStream err;

    Pipeline(Ground ground, Cluster cluster, Connectors connectors, boolean terminal, PrintStream err) {
        this.ground = ground;
        this.cluster = cluster;
        this.connectors = connectors;
        this.terminal = terminal;
        this.err = err;
    }

    /** Reads the airports into their compacted topic. */
    void airports(Path file, int rows, long bytes) {
        boolean before = isThrough(Connectors.AIRPORTS, file, bytes);
        put(Connectors.AIRPORTS, Map.of("file", file.toString()), !before);
        if (before) {
            err.printf("airports: %,d are in the log already%n", rows);
            return;
        }
        try (Stage stage = new Stage("airports", 0, rows, terminal, err)) {
            await(
                    stage,
                    Connectors.AIRPORTS,
                    () -> isThrough(Connectors.AIRPORTS, file, bytes),
                    () -> records(FlightsJob.AIRPORTS));
        }
    }

    /** Whether an earlier run read the file to its end. */
    boolean isFed(Path file, long bytes) {
        return isThrough(Connectors.FLIGHTS, file, bytes);
    }

    /** Keeps the connector of flights that were read before. */
    void knownFlights(Path file) {
        put(Connectors.FLIGHTS, Map.of("file", file.toString()), false);
    }

    /** Reads the flights into their topic, and what is no flight into the dead letters; records a second. */
    double flights(Path file, long bytes, long lines) {
        cluster.topic(new NewTopic(FlightsJob.DEAD_LETTERS, 1, Map.of(Cluster.FUTURE_KEY, Cluster.FUTURE)));
        put(Connectors.FLIGHTS, Map.of("file", file.toString()), true);
        try (Stage stage = new Stage("flights", 0, lines, terminal, err)) {
            LongSupplier done = () -> records(FlightsJob.FLIGHTS) + records(FlightsJob.DEAD_LETTERS);
            await(stage, Connectors.FLIGHTS, () -> isThrough(Connectors.FLIGHTS, file, bytes), done);
            if (done.getAsLong() != lines) {
                throw new Stage.Stalled("flights: " + lines + " lines became " + done.getAsLong()
                        + " records, some of them twice; run again, which begins anew");
            }
            return lines / stage.seconds();
        }
    }

    /** Creates the sink. Its topic must be there. */
    void sink(boolean said) {
        put(Connectors.DELAYS, ground.database().settings(), said);
    }

    /** Waits until every row is in the database; rows that there were. */
    long awaitSink() {
        TopicInfo delays = cluster.existing(cluster.topics(List.of(FlightsJob.DELAYS)), FlightsJob.DELAYS);
        Map<Integer, Long> ends = cluster.ends(delays);
        ends.values().removeIf(end -> end == 0);
        String group = Connectors.groupOf(Connectors.DELAYS);
        Map<Integer, Long> committed = new HashMap<>(cluster.committed(group, delays.name()));
        if (committed.equals(ends)) {
            return sum(ends);
        }
        try (Stage stage = new Stage("database", sum(committed), sum(ends), terminal, err)) {
            await(
                    stage,
                    Connectors.DELAYS,
                    () -> {
                        committedOr(group, delays.name(), committed);
                        return committed.equals(ends);
                    },
                    () -> sum(committed));
        }
        return sum(ends);
    }

    private void committedOr(String group, String topic, Map<Integer, Long> before) {
        try {
            before.putAll(cluster.committed(group, topic));
        } catch (Refused noAnswerNow) {
            // A cluster that loses a broker may answer late; the stage itself says when that takes too long.
        }
    }

    private void put(String name, Map<String, String> values, boolean said) {
        Map<String, String> all = new HashMap<>(values);
        all.put("registry", ground.registryUrl());
        ObjectNode connector = Connectors.shipped(name, all);
        if (said) {
            err.printf("PUT %s/connectors/%s/config of%n%s%n", ground.connectUrl(), name, Connectors.shown(connector));
        }
        connectors.put(connector);
    }

    private void await(Stage stage, String connector, BooleanSupplier through, LongSupplier done) {
        long check = System.nanoTime() + 2 * CHECK_EVERY_NANOS;
        while (!through.getAsBoolean()) {
            cluster.session().loop().turn(50);
            if (System.nanoTime() > check) {
                connectors.check(connector);
                check = System.nanoTime() + CHECK_EVERY_NANOS;
            }
            try {
                stage.at(done.getAsLong());
            } catch (Stage.Stalled e) {
                String trouble = connectors.trouble(connector);
                throw trouble.isEmpty()
                        ? e
                        : new Stage.Stalled(e.getMessage() + "; connector " + connector + ": " + trouble);
            }
        }
        stage.at(done.getAsLong());
    }

    private boolean isThrough(String connector, Path file, long bytes) {
        Optional<Long> position = connectors.position(connector, file.toString());
        return position.isPresent() && position.get() == bytes;
    }

    private long records(String topic) {
        TopicInfo found = cluster.topics(Set.of(topic)).get(topic);
        return found == null ? 0 : cluster.records(found);
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
