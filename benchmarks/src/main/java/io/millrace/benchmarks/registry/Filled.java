package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.OurNode;
import io.millrace.benchmarks.Turns;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;

/** A registry with many schemas: how long until it is ready again, what it holds, and what listing its subjects costs. */
final class Filled {
    private static final int SCHEMAS = 20_000;
    private static final int LISTS = 200;
    private static final int WARM_UP_LISTS = 100;
    private static final long SETTLE_MS = 2_000;

    private final Site site;
    private final int schemas;
    private final Path directory;
    private final Path data;

    Filled(Site site) {
        this.site = site;
        this.schemas = (int) site.options().recordsOr(SCHEMAS);
        this.directory = site.options().data().resolve("filled");
        this.data = directory.resolve("data");
    }

    /** Fills it once, then starts it anew in each run; the first is dropped. */
    void run() {
        int last = fill();
        for (int run = 0; run <= site.options().runs(); run++) {
            Turns.writeOut();
            long begin = System.nanoTime();
            try (OurNode node = site.begin(directory.resolve("run-" + run), data, true)) {
                node.awaitReady();
                try (KeptAlive connection = new KeptAlive(node.at("registry"))) {
                    connection.call(connection.request("GET", "/schemas/ids/" + last, ""));
                    double ms = (System.nanoTime() - begin) / 1e6;
                    double cpuMs = node.process().cpuNanos() / 1e6;
                    Turns.pause(SETTLE_MS);
                    record(run, ms, cpuMs, Starts.mib(node), lists(node, connection));
                }
            }
        }
    }

    private void record(int run, double readyMs, double cpuMs, double mib, Timed list) {
        String many = String.format(Locale.ROOT, "%,d schemas", schemas);
        site.say(
                "%-10s %s: ready %.0f ms  %.0f ms CPU  %.0f MiB  GET /subjects %.2f ms CPU  %.2f ms p50",
                site.turn(run), many, readyMs, cpuMs, mib, list.cpuMs(), list.p50Ms());
        if (run > 0) {
            site.add("ready with " + many, "ms", false, 2_000, readyMs);
            site.add("ready with " + many + ", CPU", "ms", false, Double.NaN, cpuMs);
            site.add("resident 2 s later with " + many, "MiB", false, Double.NaN, mib);
            String listed = String.format(Locale.ROOT, "GET /subjects, %,d names", schemas);
            site.add(listed + ", CPU", "ms/call", false, 2, list.cpuMs());
            site.add(listed + ", p50", "ms", false, Double.NaN, list.p50Ms());
        }
    }

    private static Timed lists(OurNode node, KeptAlive connection) {
        byte[] request = connection.request("GET", "/subjects", "");
        Timed.of(node.process(), connection, Collections.nCopies(WARM_UP_LISTS, request));
        return Timed.of(node.process(), connection, Collections.nCopies(LISTS, request));
    }

    /** Registers them, each in a subject of its own; the last one's id. */
    private int fill() {
        try (OurNode node = site.start(directory.resolve("fill"), data);
                KeptAlive connection = new KeptAlive(node.at("registry"))) {
            int last = 0;
            long begin = System.nanoTime();
            for (int i = 0; i < schemas; i++) {
                String answer = connection.call(
                        Schemas.register(connection, "filled-" + i + "-value", Schemas.plain("filled", i)));
                last = Schemas.id(answer);
            }
            site.say("filled     %,d schemas in %.1f s", schemas, (System.nanoTime() - begin) / 1e9);
            return last;
        }
    }
}
