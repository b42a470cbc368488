package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What every part of the benchmark needs: how it is run, how a node is, and where values go. Used by one thread.
 *
 * @param options how to run
 * @param distribution how our node is run
 * @param sheet takes the values
 */
record Site(BenchOptions options, Distribution distribution, Sheet sheet) {
    static final String OURS = "Millrace";

    /**
     * A node with log and registry on these data, or with the log alone; begun, not waited for. What it prints lies in a
     * directory that no other start had: it is searched for the line that says ready.
     */
    OurNode begin(Path directory, Path data, boolean registry) {
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString(), "--kafka", "127.0.0.1:0"));
        if (registry) {
            arguments.addAll(List.of("--registry", "127.0.0.1:0"));
        }
        return OurNode.begin(distribution, directory, arguments);
    }

    /** As {@link #begin}, with the registry, and ready. */
    OurNode start(Path directory, Path data) {
        OurNode node = begin(directory, data, true);
        try {
            node.awaitReady();
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
        say("registry at %s, pid %d", node.at("registry"), node.process().pid());
        return node;
    }

    /** A line of progress. */
    void say(String format, Object... values) {
        options.progress().accept(String.format(Locale.ROOT, format, values));
    }

    /** Which run it is, for progress: those below 1 warm up. */
    String turn(int run) {
        return run > 0 ? "run " + run + "/" + options.runs() : "warm-up";
    }

    /** A value of ours with the most, or the least, that is wanted; NaN for none. */
    void add(String name, String unit, boolean higherIsBetter, double limit, double value) {
        Map<String, Double> limits = Double.isNaN(limit) ? Map.of() : Map.of(OURS, limit);
        sheet.add(new Kind(name, unit, higherIsBetter, Map.of(), limits), OURS, value);
    }

    /** A value of any subject, of which more is better. */
    void compareHigher(String name, String unit, String subject, double value) {
        sheet.add(new Kind(name, unit, true, Map.of(), Map.of()), subject, value);
    }

    /** A value of any subject, with the ratio to the peer that is wanted of ours; NaN for none. */
    void compare(String name, String unit, double ratio, String subject, double value) {
        Map<String, Double> targets = Double.isNaN(ratio) ? Map.of() : Map.of(OURS, ratio);
        sheet.add(new Kind(name, unit, false, targets, Map.of()), subject, value);
    }
}
