package io.millrace.benchmarks.streams;

import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Series;
import io.millrace.benchmarks.streams.job.Job;
import io.millrace.examples.flights.FlightInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** {@code bench streams}: the same jobs on Millrace's streams and on Kafka Streams. One thread. */
public final class StreamsBench implements Bench {
    private static final long ORDERS = 12_000_000;
    private static final Map<Job, Double> EMBEDDED_TARGETS =
            Map.of(Job.MAP_FILTER, 6.0, Job.WORD_COUNT, 3.0, Job.FLIGHTS, 3.0);
    private static final Map<Job, Double> ON_KAFKA_TARGETS =
            Map.of(Job.MAP_FILTER, 4.0, Job.WORD_COUNT, 3.0, Job.FLIGHTS, 2.5);

    private final List<Lane> lanes;

    /** With all lanes. */
    public StreamsBench() {
        this(List.of(Lane.values()));
    }

    StreamsBench(List<Lane> lanes) {
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "streams";
    }

    @Override
    public String says() {
        return "map-filter, word-count and flights on Millrace's streams and on Kafka Streams";
    }

    @Override
    public Report run(BenchOptions options) {
        List<Figure> figures = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Load load = new Load(flights(), options.times(), options.recordsOr(ORDERS));
        try (Runner runner = new Runner(options.data(), load)) {
            for (Job job : Job.values()) {
                if (options.wants(job.title())) {
                    Map<Lane, List<Outcome>> outcomes = measure(job, runner, options);
                    figures.addAll(figures(job, outcomes));
                    check(job, outcomes, failures);
                }
            }
        }
        return new Report(name(), figures, notes(options, load), failures);
    }

    private Map<Lane, List<Outcome>> measure(Job job, Runner runner, BenchOptions options) {
        options.progress().accept(job.title() + ": writing the input");
        runner.prepare(job, lanes);
        Map<Lane, List<Outcome>> outcomes = new EnumMap<>(Lane.class);
        lanes.forEach(lane -> outcomes.put(lane, new ArrayList<>()));
        List<Lane> order = new ArrayList<>(lanes);
        for (int run = 1; run <= options.runs(); run++) {
            for (Lane lane : order) {
                Outcome outcome = runner.run(job, lane);
                outcomes.computeIfAbsent(lane, first -> new ArrayList<>()).add(outcome);
                options.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "%s run %d of %d  %-30s  warm: %,9.0f records/s, %.2f us of application (%.2f compiling)"
                                        + " and %.2f us of broker CPU a record; %.1f s in all, %,d records out, checksum %s",
                                job.title(),
                                run,
                                options.runs(),
                                lane.label(),
                                outcome.warm().perSecond(),
                                outcome.warm().appCpuNanos()
                                        / 1e3
                                        / outcome.warm().records(),
                                outcome.warm().compilerCpuNanos()
                                        / 1e3
                                        / outcome.warm().records(),
                                outcome.warm().brokerCpuNanos()
                                        / 1e3
                                        / outcome.warm().records(),
                                outcome.whole().nanos() / 1e9,
                                outcome.outputRecords(),
                                outcome.checksum()));
            }
            // No lane is always the one after the same other.
            Collections.rotate(order, 1);
        }
        return outcomes;
    }

    private static List<Figure> figures(Job job, Map<Lane, List<Outcome>> outcomes) {
        return List.of(
                figure(
                        job.title() + ", warm, application and log",
                        "records/CPU s",
                        outcomes,
                        Set.of(Lane.values()),
                        Map.of(Lane.EMBEDDED, EMBEDDED_TARGETS.get(job)),
                        outcome -> outcome.warm().perCpuSecond()),
                figure(
                        job.title() + ", warm, application",
                        "records/CPU s",
                        outcomes,
                        Set.of(Lane.ON_KAFKA, Lane.KAFKA_STREAMS),
                        Map.of(Lane.ON_KAFKA, ON_KAFKA_TARGETS.get(job)),
                        outcome -> outcome.warm().perAppCpuSecond()),
                figure(
                        job.title() + ", from cold, application and log",
                        "records/CPU s",
                        outcomes,
                        Set.of(Lane.values()),
                        Map.of(),
                        outcome -> outcome.whole().perCpuSecond()),
                figure(
                        job.title() + ", from cold, application",
                        "records/CPU s",
                        outcomes,
                        Set.of(Lane.ON_KAFKA, Lane.KAFKA_STREAMS),
                        Map.of(),
                        outcome -> outcome.whole().perAppCpuSecond()),
                figure(
                        job.title() + ", warm",
                        "records/s",
                        outcomes,
                        Set.of(Lane.values()),
                        Map.of(),
                        outcome -> outcome.warm().perSecond()));
    }

    private static Figure figure(
            String name,
            String unit,
            Map<Lane, List<Outcome>> outcomes,
            Set<Lane> lanes,
            Map<Lane, Double> targets,
            ToDoubleFunction<Outcome> value) {
        Map<String, Series> values = new LinkedHashMap<>();
        outcomes.forEach((lane, runs) -> {
            if (lanes.contains(lane)) {
                values.put(
                        lane.label(),
                        new Series(runs.stream().mapToDouble(value).boxed().toList()));
            }
        });
        Map<String, Double> named = targets.entrySet().stream()
                .collect(Collectors.toMap(t -> t.getKey().label(), Map.Entry::getValue));
        return new Figure(name, unit, true, Lane.KAFKA_STREAMS.label(), values, named);
    }

    /** Figures of runs that did not compute the same say nothing. */
    static void check(Job job, Map<Lane, List<Outcome>> outcomes, List<String> failures) {
        Map<Lane, Set<String>> checksums = new EnumMap<>(Lane.class);
        outcomes.forEach((lane, runs) -> checksums.put(
                lane, runs.stream().map(Outcome::checksum).collect(Collectors.toCollection(TreeSet::new))));
        if (checksums.values().stream().flatMap(Set::stream).distinct().count() > 1) {
            failures.add(job.title() + ": the results differ, so its figures do not count; checksums "
                    + checksums.entrySet().stream()
                            .map(lane -> lane.getKey().label() + " " + lane.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static List<String> notes(BenchOptions options, Load load) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d runs of each, in turns; each in a fresh JVM (-Xms1g -Xmx1g, serial collector); inputs: %s records",
                        options.runs(),
                        Arrays.stream(Job.values())
                                .map(job -> String.format(Locale.ROOT, "%s %,d", job.title(), load.records(job)))
                                .collect(Collectors.joining(", "))),
                "warm: the second half of the input, to its last commit; from cold: all of it, from the job's start",
                "one stream thread, 4 partitions, commits every second, caches of 10 MiB (both engines' default), stores in"
                        + " memory with a changelog; Kafka Streams' batches and buffers are raised from their defaults",
                "Millrace's log syncs before it acknowledges; Apache Kafka 4.4.0 does not");
    }

    private static FlightInput flights() {
        Path data = Path.of("examples", "data");
        try {
            for (Path at = Path.of(System.getProperty("millrace.root", "")).toAbsolutePath();
                    at != null;
                    at = at.getParent()) {
                if (at.resolve(data).toFile().isDirectory()) {
                    return FlightInput.read(at.resolve(data));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the flights cannot be read", e);
        }
        throw new IllegalStateException("examples/data is not found from here upwards");
    }
}
