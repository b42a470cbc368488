package io.millrace.platform.streams;

import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.Topology;
import io.millrace.streams.extra.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.Serdes;

/** One instance of an application under test, with patience for what it shall come to. */
final class Job implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final KafkaStreams streams;
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Topology topology;
    private final StreamsConfig config;

    Job(Topology topology, Map<String, Object> settings) {
        this.topology = topology;
        config = new StreamsConfig(settings);
        streams = new KafkaStreams(topology, config);
    }

    static Map<String, Object> settings(String application, TestLog log) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("application.id", application);
        settings.put("bootstrap.servers", log.servers());
        settings.put("default.key.serde", Serdes.StringSerde.class);
        settings.put("default.value.serde", Serdes.StringSerde.class);
        settings.put("commit.interval.ms", 50);
        settings.put("auto.offset.reset", "earliest");
        return settings;
    }

    StreamsConfig config() {
        return config;
    }

    Job start() {
        streams.start();
        return this;
    }

    /** Until every record of the input is processed and committed, by whichever instance. */
    Job awaitDone() {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        try (Progress progress = new Progress(topology, config)) {
            Progress.Snapshot last = progress.look(PATIENCE);
            while (!last.done()) {
                if (System.nanoTime() - giveUpAt > 0 || streams.state() == KafkaStreams.State.ERROR) {
                    throw new AssertionError("not done: " + last + "; state " + streams.state() + "; threads "
                            + streams.metadataForLocalThreads() + "; failures " + failures);
                }
                LockSupport.parkNanos(2_000_000);
                last = progress.look(PATIENCE);
            }
        }
        return this;
    }

    Job awaitState(KafkaStreams.State state) {
        await("state " + state + ", is " + streams.state(), () -> streams.state() == state);
        return this;
    }

    static void await(String what, BooleanSupplier reached) {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - giveUpAt > 0) {
                throw new AssertionError("not reached: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    double metric(String name, String group) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name)
                        && metric.metricName().group().equals(group))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .sum();
    }

    @Override
    public void close() {
        if (!streams.close(PATIENCE)) {
            throw new AssertionError("did not close; state " + streams.state());
        }
    }
}
