package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Many partitions, and much data: made, killed with SIGKILL, and started again. */
final class Large {
    private static final int PARTITIONS = 10_000;
    private static final long BYTES = 10L << 30;
    private static final int A_RECORD = 1024;
    private static final double LONGEST_RESTART_MS = 2_000;

    private final BenchOptions options;
    private final Sheet sheet;

    Large(BenchOptions options, Sheet sheet) {
        this.options = options;
        this.sheet = sheet;
    }

    /** 10,000 partitions, or as many as records were asked for. */
    void partitions(List<Subject> subjects) {
        int count = (int) Math.min(PARTITIONS, options.recordsOr(PARTITIONS));
        String what = String.format(Locale.ROOT, "%,d partitions, ", count);
        Kind create = new Kind(what + "made in one call", "ms", false, Subject.ours(5, 5), Map.of());
        Kind restart = new Kind(what + "restart after SIGKILL", "ms", false, Subject.ours(5, 5), Map.of());
        Kind resident = new Kind(what + "resident", "MiB", false, Subject.ours(3, 3), Map.of());
        each("partitions", options.runs(), subjects, (subject, server) -> {
            Restarts.Many many = new Restarts(server).many(count);
            sheet.add(create, subject, many.createMs());
            sheet.add(restart, subject, many.restartMs());
            sheet.add(resident, subject, many.residentMiB());
            return String.format(
                    Locale.ROOT,
                    "%smade in %,.0f ms, restarted in %,.0f ms, %.0f MiB",
                    what,
                    many.createMs(),
                    many.restartMs(),
                    many.residentMiB());
        });
    }

    /** 10 GiB, or as many records of 1 KiB as were asked for; written once, and killed again and again while it grows. */
    void data(List<Subject> subjects) {
        long bytes = options.records() > 0 ? options.records() * A_RECORD : BYTES;
        String what = String.format(Locale.ROOT, "%,d MiB of log, restart after SIGKILL", bytes >> 20);
        Map<String, Double> limits = Map.of(Subject.SYNC, LONGEST_RESTART_MS, Subject.OS, LONGEST_RESTART_MS);
        Kind restart = new Kind(what, "ms", false, Map.of(), limits);
        each("data", 1, subjects, (subject, server) -> {
            List<Double> all = new Restarts(server).full(bytes, options.runs());
            all.forEach(ms -> sheet.add(restart, subject, ms));
            return String.format(Locale.ROOT, "%s in %s ms", what, all);
        });
    }

    private void each(String folder, int runs, List<Subject> subjects, Probe probe) {
        for (int run = 1; run <= runs; run++) {
            for (Subject subject : Turns.of(subjects, run)) {
                Path directory = options.data().resolve(folder + "-" + subject.folder() + "-" + run);
                try (Server server = subject.prepare().apply(directory)) {
                    String seen = probe.measure(subject.name(), server);
                    options.progress()
                            .accept(String.format(Locale.ROOT, "%d/%d  %-18s %s", run, runs, subject.name(), seen));
                }
                Scratch.delete(directory);
                // The next one must not wait for tens of thousands of deletions.
                Turns.writeOut();
            }
        }
    }

    /** Measures a server that has not started yet, and says what it saw. */
    private interface Probe {
        String measure(String subject, Server server);
    }
}
