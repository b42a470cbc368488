package io.millrace.benchmarks.connect;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.benchmarks.Bench;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.Machine;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * {@code bench connect}: our connectors in our worker, beside the file source of Kafka Connect 4.3.1 and Debezium's JDBC
 * sink in its worker. Its parts for {@code --only}: {@code file}, {@code jdbc}; and {@code together}, {@code apart},
 * {@code peer} to leave the other subjects out.
 */
public final class ConnectBench implements Bench {
    private static final Set<String> SUBJECTS = Set.of("together", "apart", "peer");
    private static final Set<String> PARTS = Set.of("file", "jdbc");

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String says() {
        return "rows a CPU second of file source and JDBC sink, beside Kafka Connect";
    }

    @Override
    public Report run(BenchOptions options) {
        return run(options, Distribution.packaged());
    }

    /** As {@link #run(BenchOptions)}, with our nodes run that way. */
    Report run(BenchOptions options, Distribution distribution) {
        if (LoggerFactory.getLogger("org.apache.kafka") instanceof Logger logger) {
            logger.setLevel(Level.ERROR);
        }
        String loadBefore = Machine.loadAverage();
        Sheet sheet = new Sheet(Site.PEER, List.of(Site.TOGETHER, Site.APART, Site.PEER));
        List<String> failures = new ArrayList<>();
        try (Sites sites = new Sites(options, distribution)) {
            if (options.wants("file", PARTS)) {
                failures.addAll(new FileLoad(options, sheet).run(sites.all()));
            }
            if (options.wants("jdbc", PARTS)) {
                try (Postgres postgres = new Postgres(options.data())) {
                    failures.addAll(new SinkLoad(options, sheet, postgres, sites.registry()).run(sites.all()));
                }
            }
        }
        return new Report(name(), sheet.figures(), notes(options, loadBefore), failures);
    }

    private static List<String> notes(BenchOptions options, String loadBefore) {
        return List.of(
                "machine    " + Machine.line() + "; load average before the first run " + loadBefore,
                "ratio      to Kafka Connect 4.3.1 on Apache Kafka 4.4.0, by medians, above 1 is better; subjects take"
                        + " turns; " + Rounds.warmUp(options) + " rounds warm up and are dropped",
                "CPU        user and system, from the creation of the connector over REST until a quarter of a second"
                        + " after its last row",
                "worker     alone: the processes that hold nothing else; Millrace in one process has none",
                "file       lines of some 100 B, StringConverter; theirs is FileStreamSource 4.3.1",
                "JDBC       upserts of 9 columns from one partition, Avro by our converter and registry on either side,"
                        + " polls of 3000; theirs is debezium-connector-jdbc 3.3.1.Final with batch.size=3000 and"
                        + " reWriteBatchedInserts=true",
                "repeat     ./millrace bench connect --runs " + options.runs()
                        + (options.records() > 0 ? " --records " + options.records() : "")
                        + options.only().stream().map(part -> " --only " + part).collect(Collectors.joining()));
    }

    /** The subjects that are asked for, started one after another; one of ours gives the registry. */
    private static final class Sites implements AutoCloseable {
        private final List<Site> all = new ArrayList<>();
        private final List<OurSite> ours = new ArrayList<>();
        private final BenchOptions options;

        Sites(BenchOptions options, Distribution distribution) {
            this.options = options;
            try {
                start(distribution);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private void start(Distribution distribution) {
            for (boolean isApart : new boolean[] {false, true}) {
                String part = isApart ? "apart" : "together";
                if (options.wants(part, SUBJECTS)) {
                    OurSite site = new OurSite(distribution, options.data().resolve(part), options.data(), isApart);
                    ours.add(site);
                    add(site);
                }
            }
            if (options.wants("peer", SUBJECTS)) {
                add(new PeerSite(distribution, options.data().resolve("peer")));
            }
            if (ours.isEmpty() && options.wants("jdbc", PARTS)) {
                // The peer's converter needs a registry too; this one takes no turns.
                ours.add(new OurSite(distribution, options.data().resolve("registry"), options.data(), false));
            }
        }

        private void add(Site site) {
            all.add(site);
            options.progress()
                    .accept(site.name() + " runs, pid "
                            + site.processes().get(site.processes().size() - 1).pid());
        }

        List<Site> all() {
            return all;
        }

        String registry() {
            return ours.get(ours.size() - 1).registry();
        }

        @Override
        public void close() {
            ours.forEach(OurSite::close);
            all.stream().filter(site -> !ours.contains(site)).forEach(Site::close);
        }
    }
}
