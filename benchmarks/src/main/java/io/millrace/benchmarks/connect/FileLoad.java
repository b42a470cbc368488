package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Turns;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One file of lines, read into a topic by each worker in turn. One thread. */
final class FileLoad {
    private static final long ROWS = 1_000_000;
    private static final long SEED = 815;

    private final BenchOptions options;
    private final Sheet sheet;
    private final long rows;
    private final Path file;
    private final long expected;
    private final List<String> failures = new ArrayList<>();

    FileLoad(BenchOptions options, Sheet sheet) {
        this.options = options;
        this.sheet = sheet;
        this.rows = options.records() > 0 ? options.records() : ROWS;
        this.file = options.data().resolve("lines.txt");
        this.expected = write();
    }

    /** All rounds; returns why figures do not count, if they do not. */
    List<String> run(List<Site> sites) {
        for (int round = 0; round < Rounds.warmUp(options) + options.runs(); round++) {
            for (Site site : Turns.of(sites, round)) {
                try (Topics topics = new Topics(site.bootstrap())) {
                    one(site, topics, round);
                }
            }
        }
        return failures;
    }

    private void one(Site site, Topics topics, int round) {
        String name = "lines-" + round;
        topics.create(name);
        Worker worker = new Worker(site.connect());
        Turns.writeOut();
        Clock clock = Clock.start(site);
        worker.create(name, site.fileSource(file.toString(), name));
        worker.await(name, () -> topics.size(name) >= rows);
        clock.stop();
        options.progress().accept(Rounds.label("file source", round, options) + clock.line(rows));
        if (round >= Rounds.warmUp(options)) {
            clock.addTo(sheet, "file source", rows);
        } else if (topics.checksum(name) != expected) {
            failures.add("file source: " + site.name() + " wrote other lines than the file has");
        }
        worker.delete(name);
        topics.delete(name);
    }

    /** Writes lines of some hundred bytes; returns their checksum. */
    private long write() {
        Random random = new Random(SEED);
        try {
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (long i = 0; i < rows; i++) {
                    out.write("line " + i + " of a log: user-" + random.nextInt(100_000) + " GET /orders/"
                            + Long.toHexString(random.nextLong()) + " 200 in " + random.nextInt(5_000)
                            + " us, agent Mozilla/5.0 (X11; Linux)\n");
                }
            }
            return Topics.checksum(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
