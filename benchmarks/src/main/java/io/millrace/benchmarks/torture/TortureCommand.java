package io.millrace.benchmarks.torture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Scratch;
import io.millrace.platform.cli.Contribution;
import io.millrace.platform.cli.Main;
import io.millrace.platform.cli.Output;
import io.millrace.platform.cli.Terminal;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code torture}: kills a node under load again and again, and checks that it kept every promise. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        description = {
            "Kills a node under load again and again (SIGKILL), and checks that it kept every promise.",
            "Plain, idempotent and transactional producers, group members and exactly-once copiers work on it;",
            "members and producers crash too. Ends with 1 when an anomaly was found, and keeps its data then."
        })
public final class TortureCommand implements Contribution, Callable<Integer> {
    private static final int MOST_SHOWN = 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--kills", defaultValue = "100", description = "How often (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--power-cut",
            description = {
                "Cuts the power instead: the data lies on a file system of its own (loop device) that is shut down,",
                "so that only what was synced is left. Needs root, mkfs.ext4 and xfs_io."
            })
    private boolean powerCut;

    @Option(names = "--seed", description = "Repeats the choices of an earlier run (default: a new one, printed).")
    private @Nullable Long seed;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the data of the run lies; deleted after it.")
    private @Nullable Path data;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (kills < 0) {
            throw new Refused(Main.USAGE, "torture: --kills must be at least 0");
        }
        // Its clients meet a dead node all the time, and say so.
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
        long from = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
        Path directory = directory();
        Verdict verdict;
        try (Ground ground = powerCut ? PowerCut.in(directory) : new Ground.Kept(directory.resolve("data"))) {
            verdict = new Torture(Distribution.packaged(), directory, ground, from, this::progress).run(kills);
        }
        if (verdict.anomalies().isEmpty()) {
            Scratch.delete(directory);
        } else {
            progress("the node's data and what it said are kept in " + directory);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(output.json() ? Output.line(data(verdict)) : text(verdict));
        out.flush();
        return verdict.anomalies().isEmpty() ? Main.OK : Main.FAILED;
    }

    private Path directory() {
        Path parent = data == null ? DataDirectory.ofCache().resolve("torture") : data;
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, "run-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + parent, e);
        }
    }

    private static Map<String, Object> data(Verdict verdict) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("seed", verdict.seed());
        data.putAll(verdict.counts());
        data.put("found", verdict.anomalies());
        return data;
    }

    private static String text(Verdict verdict) {
        List<List<String>> rows = verdict.counts().entrySet().stream()
                .map(each -> List.of(each.getKey(), Long.toString(each.getValue())))
                .toList();
        StringBuilder text = new StringBuilder(Terminal.table(List.of("torture", "seed " + verdict.seed()), rows));
        verdict.anomalies().stream()
                .limit(MOST_SHOWN)
                .forEach(anomaly -> text.append("\nFAILED: ").append(anomaly));
        return text.toString();
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
