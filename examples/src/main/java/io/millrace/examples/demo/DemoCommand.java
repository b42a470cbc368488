package io.millrace.examples.demo;

import io.millrace.base.Endpoint;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.cli.Contribution;
import io.millrace.platform.cli.Main;
import io.millrace.platform.cli.Terminal;
import io.millrace.platform.launch.ConfigFile;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Listen;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: real flights from a file into a durable log, a job over them, and its result in a database. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole pipeline on real data: real US flights and where they are late.",
            "A connector reads three months of flights, each replay whole years later, from a file into a durable log in"
                    + " this process; a streams job joins them with their airports and aggregates delays by airport and"
                    + " day; a connector writes the result into a PostgreSQL, and the table is read from there."
        })
public final class DemoCommand implements Contribution, Callable<Integer> {
    private static final int MAX_TIMES = 1_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory (default: a folder of its own under the user's cache).")
    private Path data = DataDirectory.ofCache().resolve("demo");

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "25",
            description = "Replay the 20,000 flights so many times (default: ${DEFAULT-VALUE}).")
    private int times;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Run registry, connectors and job on this Apache Kafka cluster.")
    private @Nullable String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file of a client's keys for that cluster, such as those of TLS and SASL.")
    private @Nullable Path commandConfig;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Also listen for Kafka clients here.")
    private @Nullable String kafka;

    @Option(
            names = "--pages",
            paramLabel = "HOST:PORT|off",
            description = "Where the pages are (default: 127.0.0.1:8080 with --keep, else off).")
    private @Nullable String pages;

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description = "Write the result into this PostgreSQL instead of one of the demo's own; its password is read"
                    + " from the environment variable MILLRACE_JDBC_PASSWORD.")
    private @Nullable String jdbcUrl;

    @Option(names = "--jdbc-user", paramLabel = "USER", description = "Who to log in as at --jdbc-url.")
    private @Nullable String jdbcUser;

    @Option(
            names = "--allow-unauthenticated",
            description = "Allow an address that is not loopback, although nobody has to log in.")
    private boolean allowUnauthenticated;

    @Option(names = "--keep", description = "Leave everything running until Ctrl-C.")
    private boolean keep;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Override
    public Integer call() throws IOException {
        if (times < 1 || times > MAX_TIMES) {
            throw new Refused(Main.USAGE, "--times " + times + ": expected 1 to " + MAX_TIMES);
        }
        if (commandConfig != null && bootstrap == null) {
            throw new Refused(Main.USAGE, "--command-config: there is no cluster to connect to without --bootstrap");
        }
        DemoPlan plan = new DemoPlan(
                dataFiles(),
                data,
                times,
                bootstrap,
                kafkaAt(),
                pagesAt(),
                database(),
                keep,
                commandConfig == null ? Map.of() : ConfigFile.ofClient(commandConfig));
        try {
            new DemoRun(plan, Terminal.err(), err).run((result, ground) -> {
                print(result);
                if (keep) {
                    keepRunning(ground);
                }
            });
        } catch (Stage.Stalled e) {
            throw new Refused(Main.FAILED, String.valueOf(e.getMessage()));
        }
        return Main.OK;
    }

    private @Nullable Endpoint kafkaAt() {
        if (bootstrap != null) {
            return null;
        }
        if (kafka == null) {
            return keep ? new Endpoint("127.0.0.1", 0) : null;
        }
        return Listen.at("--kafka", kafka, allowUnauthenticated);
    }

    private @Nullable Endpoint pagesAt() {
        String at = pages != null ? pages : keep ? "127.0.0.1:8080" : "off";
        return at.equals("off") ? null : Listen.at("--pages", at, allowUnauthenticated);
    }

    private @Nullable Database database() {
        if (jdbcUrl == null) {
            if (jdbcUser != null) {
                throw new Refused(Main.USAGE, "--jdbc-user: there is no --jdbc-url to log in to");
            }
            return null;
        }
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new Refused(Main.USAGE, "--jdbc-url: expected jdbc:postgresql://HOST:PORT/DATABASE");
        }
        if (jdbcUrl.toLowerCase(Locale.ROOT).contains("password")) {
            throw new Refused(
                    Main.USAGE, "--jdbc-url: the password goes into MILLRACE_JDBC_PASSWORD, not into the URL");
        }
        return new Database(jdbcUrl, jdbcUser, System.getenv("MILLRACE_JDBC_PASSWORD")).checked();
    }

    private void print(DemoRun.Result result) {
        out.println();
        out.println("The ten airports of at least 100 flights with the worst mean delay");
        out.println();
        out.println(Terminal.table(
                List.of("CODE", "AIRPORT", "CITY", "FLIGHTS", "MEAN DELAY"),
                result.table().worst().stream()
                        .map(airport -> List.of(
                                airport.code(),
                                airport.name(),
                                airport.city(),
                                String.format("%,d", airport.flights()),
                                String.format("%.2f min", airport.mean())))
                        .toList()));
        out.println();
        out.printf("flights in the file      %,12d%n", result.fileFlights());
        out.printf("flights replayed         %,12d%n", result.replayed());
        out.printf("dead letters             %,12d%n", result.deadLetters());
        out.printf("filtered (< %d miles)   %,12d%n", FlightsJob.SHORTEST_MILES, result.filtered());
        out.printf("joined with an airport   %,12d%n", result.table().joined());
        out.printf("unknown airport          %,12d%n", result.table().unknown());
        out.printf("airport days             %,12d%n", result.table().rows().size());
        result.figures().ifPresent(figures -> {
            out.printf("seconds, all together    %12.1f%n", figures.seconds());
            out.printf("lines a second, source   %,12.0f%n", figures.sourceRate());
            out.printf("records a second, job    %,12.0f%n", figures.jobRate());
            out.printf("rows a second, sink      %,12.0f%n", figures.sinkRate());
        });
        out.flush();
    }

    /** Until Ctrl-C, which closes what runs. */
    private void keepRunning(Ground ground) {
        err.println();
        line("Kafka clients  ", bootstrap != null ? bootstrap : ground.node().kafka());
        line("schema registry", ground.registryUrl());
        line("connect        ", ground.connectUrl());
        line("pages          ", ground.node().pagesUrl());
        line("database       ", ground.database().url());
        err.println("Everything keeps running; Ctrl-C ends it.");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void line(String name, @Nullable String at) {
        if (at != null) {
            err.println("  " + name + " " + at);
        }
    }

    private static Path dataFiles() {
        Path root = Path.of(System.getProperty("millrace.root", ""));
        Path files = root.resolve("examples").resolve("data");
        if (!Files.isDirectory(files)) {
            throw new Refused(Main.USAGE, "the example data is not in " + files.toAbsolutePath());
        }
        return files;
    }
}
