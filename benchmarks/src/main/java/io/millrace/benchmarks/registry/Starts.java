package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Turns;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts with nothing stored, in turns with the log alone: what the registry adds to time and memory. */
final class Starts {
    static final String LOG = "the log alone";
    private static final long SETTLE_MS = 2_000;

    private record Started(double readyMs, double cpuMs, double residentMiB) {}

    private final Site site;

    Starts(Site site) {
        this.site = site;
    }

    /** One round more than asked for: the first warms the page cache, and is dropped. */
    void run() {
        for (int run = 0; run <= site.options().runs(); run++) {
            Map<String, Started> started = new HashMap<>();
            for (String subject : Turns.of(List.of(Site.OURS, LOG), run)) {
                started.put(subject, start(subject, run));
            }
            if (run > 0) {
                record(started);
            }
        }
    }

    private Started start(String subject, int run) {
        Path directory = site.options().data().resolve("start-" + run + "-" + subject.replace(' ', '-'));
        Turns.writeOut();
        long begin = System.nanoTime();
        try (OurNode node = site.begin(directory, directory.resolve("data"), subject.equals(Site.OURS))) {
            node.awaitReady();
            double ms = (System.nanoTime() - begin) / 1e6;
            double cpuMs = node.process().cpuNanos() / 1e6;
            Turns.pause(SETTLE_MS);
            Started started = new Started(ms, cpuMs, mib(node));
            site.say(
                    "%-10s start, %-15s %6.0f ms  %6.0f ms CPU  %4.0f MiB",
                    site.turn(run), subject, started.readyMs(), started.cpuMs(), started.residentMiB());
            return started;
        } finally {
            Scratch.delete(directory);
        }
    }

    private void record(Map<String, Started> started) {
        Started with = of(started, Site.OURS);
        Started without = of(started, LOG);
        site.compare("ready, nothing stored", "ms", Double.NaN, Site.OURS, with.readyMs());
        site.compare("ready, nothing stored", "ms", Double.NaN, LOG, without.readyMs());
        site.add("ready, nothing stored, added to the log", "ms", false, 300, with.readyMs() - without.readyMs());
        site.compare("ready, nothing stored, CPU", "ms", Double.NaN, Site.OURS, with.cpuMs());
        site.compare("ready, nothing stored, CPU", "ms", Double.NaN, LOG, without.cpuMs());
        site.compare("resident 2 s later", "MiB", Double.NaN, Site.OURS, with.residentMiB());
        site.compare("resident 2 s later", "MiB", Double.NaN, LOG, without.residentMiB());
        site.add("resident 2 s later, added to the log", "MiB", false, 60, with.residentMiB() - without.residentMiB());
    }

    private static Started of(Map<String, Started> started, String subject) {
        Started found = started.get(subject);
        if (found == null) {
            throw new IllegalStateException("not started: " + subject);
        }
        return found;
    }

    /** What is resident now. */
    static double mib(OurNode node) {
        return node.process().residentBytes() / 1048576.0;
    }
}
