package io.millrace.benchmarks;

import io.millrace.benchmarks.draw.Drawing;
import io.millrace.platform.cli.Contribution;
import io.millrace.platform.cli.Main;
import io.millrace.platform.cli.Output;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: the same loads on Millrace and on its peers, side by side on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures Millrace and its peers side by side on this machine.",
            "Peers run as child processes, in turns with ours; they end with the command."
        },
        footer = {
            "",
            "Parts of log: start, loads, paced, inprocess, flush; partitions and 10GB,",
            "which take minutes a run, only when they are named; records of 100B and 1KiB;",
            "the subjects sync, os, kafka. Once one of a kind is named, the others of that",
            "kind are left out.",
            "Parts of registry: start, filled, calls, check, rate, serde, client, apicurio.",
        })
public final class BenchCommand implements Contribution, Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WHAT",
            completionCandidates = Names.class,
            description = "What to measure: ${COMPLETION-CANDIDATES}.")
    private String what = "";

    @Option(names = "--runs", defaultValue = "5", description = "Runs, warm-up apart (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--records", defaultValue = "0", description = "Records of a load (default: what suits it).")
    private long records;

    @Option(
            names = "--times",
            defaultValue = "100",
            description = "How often the flights are replayed, where they are (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(names = "--only", paramLabel = "PART", description = "Run this part only; may be given several times.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(names = "--data", paramLabel = "DIR", description = "Where the data of the run lies; deleted after it.")
    private @Nullable Path data;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description =
                    "Writes the figures into this directory as well: a page, such as log.md, and its SVG drawings.")
    private @Nullable Path draw;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Bench bench = benches().stream()
                .filter(found -> found.name().equals(what))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        Main.USAGE,
                        "bench: '" + what + "' is none of "
                                + benches().stream().map(Bench::name).collect(Collectors.joining(", "))));
        if (runs < 1 || records < 0 || times < 1) {
            throw new Refused(Main.USAGE, "bench: --runs and --times must be at least 1, --records at least 0");
        }
        Set<String> parts = bench.parts();
        for (String part : only) {
            if (!parts.isEmpty() && !parts.contains(part)) {
                throw new Refused(
                        Main.USAGE,
                        "bench: " + what + " has no part '" + part + "', it has " + String.join(", ", parts));
            }
        }
        Path parent = data == null ? DataDirectory.ofCache().resolve("bench") : data;
        try (Scratch scratch = Scratch.under(parent)) {
            Report report =
                    bench.run(new BenchOptions(runs, records, times, only, scratch.directory(), this::progress));
            draw(report, bench.drawings(report));
            spec.commandLine().getOut().println(output.json() ? Output.line(report.data()) : report.text());
            spec.commandLine().getOut().flush();
            return report.failures().isEmpty() ? Main.OK : Main.FAILED;
        }
    }

    private void draw(Report report, List<Drawing> drawings) {
        Path into = draw;
        if (into == null) {
            return;
        }
        try {
            Files.createDirectories(into);
            Files.writeString(into.resolve(what + ".md"), report.page(drawings));
            for (Drawing drawing : drawings) {
                Files.writeString(into.resolve(drawing.file() + ".svg"), drawing.svg());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot draw into " + into, e);
        }
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private static List<Bench> benches() {
        return ServiceLoader.load(Bench.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The names of all benchmarks, for help and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return benches().stream().map(Bench::name).iterator();
        }
    }
}
