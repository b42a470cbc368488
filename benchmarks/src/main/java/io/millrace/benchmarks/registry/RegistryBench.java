package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Figure;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Series;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.SyncProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code bench registry}: what the registry adds to the log, what a call costs the process that holds both, and what
 * serdes and client cost theirs. Its parts for {@code --only} run in the order of {@link #PARTS}.
 */
public final class RegistryBench implements Bench {
    static final Set<String> PARTS =
            new LinkedHashSet<>(List.of("start", "filled", "calls", "check", "rate", "serde", "client", "apicurio"));

    private static final int WARM_UP_ROUNDS = 2;

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public String says() {
        return "start and memory of the schema registry, CPU and time of its calls, serdes and clients";
    }

    @Override
    public Set<String> parts() {
        return PARTS;
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our node run that way. */
    Report run(BenchOptions options, Distribution distribution) {
        String loadBefore = Machine.loadAverage();
        Series sync = SyncProbe.micros(options.data());
        Sheet own = new Sheet(Starts.LOG, List.of(Site.OURS, Starts.LOG));
        Sheet serdes = new Sheet(Beside.AVRO, List.of(Site.OURS, Beside.AVRO, Beside.CONFLUENT));
        Sheet clients = new Sheet(Beside.CONFLUENT, List.of(Site.OURS, Beside.CONFLUENT));
        Sheet others = new Sheet(Apicurio.NAME, List.of(Site.OURS, Apicurio.NAME));
        Site site = new Site(options, distribution, own);
        if (options.wants("start")) {
            new Starts(site).run();
        }
        if (options.wants("filled")) {
            new Filled(site).run();
        }
        if (Stream.of("calls", "check", "rate", "serde", "client").anyMatch(options::wants)) {
            Path directory = options.data().resolve("calls");
            try (OurNode node = site.start(directory, directory.resolve("data"))) {
                calls(site, node);
                if (options.wants("serde")) {
                    new Beside(new Site(options, distribution, serdes), node.at("registry")).serdes();
                }
                if (options.wants("client")) {
                    new Beside(new Site(options, distribution, clients), node.at("registry")).clients();
                }
            }
        }
        if (options.wants("apicurio") && Apicurio.missing().isEmpty()) {
            new Against(new Site(options, distribution, others)).run();
        }
        List<Figure> figures = new ArrayList<>(own.figures());
        figures.addAll(serdes.figures());
        figures.addAll(clients.figures());
        figures.addAll(others.figures());
        return new Report(name(), figures, notes(options, loadBefore, sync));
    }

    private static void calls(Site site, OurNode node) {
        BenchOptions options = site.options();
        if (Stream.of("calls", "check", "rate").noneMatch(options::wants)) {
            return;
        }
        try (KeptAlive connection = new KeptAlive(node.at("registry"))) {
            Calls calls = new Calls(site, node.process(), connection);
            Rate rate = new Rate(site, node.process(), node.at("registry"), calls.prepare());
            for (int run = 1 - WARM_UP_ROUNDS; run <= options.runs(); run++) {
                if (options.wants("calls")) {
                    calls.calls(run);
                }
                if (options.wants("check")) {
                    calls.check(run);
                }
                if (options.wants("rate")) {
                    rate.run(run);
                }
                if (run > 0) {
                    site.add("resident after the calls", "MiB", false, Double.NaN, Starts.mib(node));
                }
            }
        }
    }

    private static List<String> notes(BenchOptions options, String loadBefore, Series sync) {
        List<String> notes = new ArrayList<>();
        notes.add("machine    " + Machine.line() + "; load average before the first run " + loadBefore);
        notes.add(String.format(
                Locale.ROOT,
                "disk       write and fdatasync of 4 KiB: median %.0f us, %.0f to %.0f us",
                sync.median(),
                sync.min(),
                sync.max()));
        notes.add(
                "ratio      to the log alone, to Avro alone, to Confluent's client, or to Apicurio; by medians, above 1 is"
                        + " better");
        notes.add(
                "CPU        user and system time of the whole process that holds log and registry, its JVM's included,"
                        + " over one connection unless it says otherwise; of clients that of theirs");
        notes.add("new        a schema is registered when its record is on disk");
        if (options.wants("rate")) {
            notes.add("8 at once  by " + Rate.by());
        }
        if ((options.wants("serde") || options.wants("client")) && !Beside.hasPeer()) {
            notes.add(
                    "peer       Confluent's client is not there: mvn -Ddist -pl benchmarks/peers/flink-registry package");
        }
        if (options.wants("apicurio")) {
            notes.add(
                    "Apicurio   " + Apicurio.missing().orElse("its schemas are on no disk; ours are before we answer"));
        }
        notes.add("warm-up    " + WARM_UP_ROUNDS
                + " rounds of calls and one of starts, dropped; serdes and clients warm up"
                + " in each of their processes");
        notes.add("repeat     ./millrace bench registry --runs " + options.runs()
                + (options.records() > 0 ? " --records " + options.records() : "")
                + options.only().stream().map(part -> " --only " + part).collect(Collectors.joining()));
        return notes;
    }
}
