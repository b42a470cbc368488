package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same rows in each log, upserted into a table of the same PostgreSQL by each worker in turn. One thread. */
final class SinkLoad {
    private static final long ROWS = 300_000;
    private static final String TOPIC = "accounts";

    private final BenchOptions options;
    private final Sheet sheet;
    private final Postgres postgres;
    private final String registry;
    private final Accounts accounts;
    private final List<String> failures = new ArrayList<>();
    private String agreed = "";

    /** With the registry that all converters ask. */
    SinkLoad(BenchOptions options, Sheet sheet, Postgres postgres, String registry) {
        this.options = options;
        this.sheet = sheet;
        this.postgres = postgres;
        this.registry = registry;
        this.accounts = Accounts.registered(options.records() > 0 ? options.records() : ROWS, registry);
    }

    /** All rounds; returns why figures do not count, if they do not. */
    List<String> run(List<Site> sites) {
        for (Site site : sites) {
            try (Topics topics = new Topics(site.bootstrap())) {
                topics.create(TOPIC);
                topics.fill(TOPIC, accounts.rows(), accounts::value);
            }
        }
        for (int round = 0; round < Rounds.warmUp(options) + options.runs(); round++) {
            for (Site site : Turns.of(sites, round)) {
                one(site, round);
            }
        }
        return failures;
    }

    private void one(Site site, int round) {
        String name = "rows_" + round;
        postgres.execute("DROP TABLE IF EXISTS " + name);
        postgres.execute(Accounts.table(name));
        postgres.execute("CHECKPOINT");
        Worker worker = new Worker(site.connect());
        Clock clock = Clock.start(site);
        worker.create(name, site.jdbcSink(TOPIC, name, postgres.url(), registry));
        worker.await(name, () -> isDone(name));
        clock.stop();
        options.progress().accept(Rounds.label("JDBC sink", round, options) + clock.line(accounts.rows()));
        if (round >= Rounds.warmUp(options)) {
            clock.addTo(sheet, "JDBC sink", accounts.rows());
        }
        compare(site, name);
        worker.delete(name);
        postgres.execute("DROP TABLE " + name);
    }

    /** The last record changes a row of the first quarter: all others were written before it. */
    private boolean isDone(String table) {
        return postgres.ask("SELECT 1 FROM " + table + " WHERE id = " + (accounts.rows() - 1 - accounts.distinct())
                        + " AND visits = " + (accounts.rows() - 1) % 1000 + " AND score = "
                        + (accounts.rows() - 1) / 8.0)
                .equals("1");
    }

    private void compare(Site site, String table) {
        String found = postgres.ask("SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM " + table + " t");
        if (!found.startsWith(accounts.distinct() + " ")) {
            failures.add(String.format(
                    Locale.ROOT, "JDBC sink: %s left %s instead of %d rows", site.name(), found, accounts.distinct()));
        } else if (agreed.isEmpty()) {
            agreed = found;
        } else if (!agreed.equals(found)) {
            failures.add(
                    "JDBC sink: the rows of " + site.name() + " differ from the others': " + found + ", " + agreed);
        }
    }
}
