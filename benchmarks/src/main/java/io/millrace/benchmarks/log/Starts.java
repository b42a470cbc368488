package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.StockClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Starts every subject anew each run: the time to the first acknowledged record, and the memory it then holds. */
final class Starts {
    private static final long SETTLE_MS = 2_000;

    private static final Kind START =
            new Kind("start to first acknowledged record", "ms", false, Subject.ours(6, 6), Map.of());
    private static final Kind RESIDENT = new Kind("resident after start", "MiB", false, Subject.ours(4, 4), Map.of());

    private final BenchOptions options;
    private final Sheet sheet;

    Starts(BenchOptions options, Sheet sheet) {
        this.options = options;
        this.sheet = sheet;
    }

    /** One run more than asked for: the first warms the client, the page cache and the class archive, and is dropped. */
    void run(List<Subject> subjects) {
        for (int run = 0; run <= options.runs(); run++) {
            for (Subject subject : Turns.of(subjects, run)) {
                start(subject, run);
            }
        }
    }

    private void start(Subject subject, int run) {
        Path directory = options.data().resolve("start-" + subject.folder() + "-" + run);
        try (Server server = subject.prepare().apply(directory)) {
            long begin = System.nanoTime();
            server.start();
            new StockClient(server.bootstrap()).firstAcknowledged("first");
            double ms = (System.nanoTime() - begin) / 1e6;
            Turns.pause(SETTLE_MS);
            double mib = server.process().residentBytes() / 1048576.0;
            options.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "start %d/%d  %-20s %6.0f ms  %4.0f MiB",
                            run,
                            options.runs(),
                            subject.name(),
                            ms,
                            mib));
            if (run > 0) {
                sheet.add(START, subject.name(), ms);
                sheet.add(RESIDENT, subject.name(), mib);
            }
        }
        Scratch.delete(directory);
    }
}
