package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Scratch;
import io.millrace.benchmarks.Turns;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Starts every subject anew each run: the time to the first acknowledged record, and the memory it then holds. */
final class Starts {
    private static final long SETTLE_MS = 2_000;

    private final BenchOptions options;
    private final Table table;

    Starts(BenchOptions options, Table table) {
        this.options = options;
        this.table = table;
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
        Path directory = options.data().resolve("start-" + subjectFolder(subject) + "-" + run);
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
                table.add(Table.Kind.START, "", subject.name(), ms);
                table.add(Table.Kind.RESIDENT_AT_START, "", subject.name(), mib);
            }
        }
        Scratch.delete(directory);
    }

    private static String subjectFolder(Subject subject) {
        return subject.name().replace(' ', '-');
    }
}
