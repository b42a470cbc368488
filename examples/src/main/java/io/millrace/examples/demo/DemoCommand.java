package io.millrace.examples.demo;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.examples.flights.FlightInput;
import io.millrace.examples.flights.FlightsJob;
import io.millrace.platform.cli.Contribution;
import io.millrace.platform.cli.Main;
import io.millrace.platform.cli.Terminal;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Launch;
import io.millrace.platform.launch.Listen;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: real flights into a durable log, a job over them, and its result. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the main job on real data: real US flights and where they are late.",
            "Three months of flights, each replay whole years later, are written to a durable log in this process; a"
                    + " streams job joins them with their airports and aggregates delays by airport and day."
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

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Run on this Apache Kafka cluster instead.")
    private @Nullable String bootstrap;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Also listen for Kafka clients here.")
    private @Nullable String kafka;

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
        FlightInput input = FlightInput.read(dataFiles());
        if (bootstrap != null) {
            err.println("log: the cluster at " + bootstrap);
            return run(bootstrap, bootstrap, input);
        }
        DataDirectory.prepare(data);
        var builder = Millrace.log().dataDirectory(data);
        if (kafka != null) {
            builder.kafka(Listen.at("--kafka", kafka, allowUnauthenticated));
        } else if (keep) {
            builder.kafka(Listen.at("--kafka", "127.0.0.1:0", false));
        } else {
            builder.inProcessOnly();
        }
        long began = System.nanoTime();
        try (EmbeddedLog log = Launch.log(builder)) {
            err.printf(
                    "log: started in this process in %d ms, data in %s%n",
                    (System.nanoTime() - began) / 1_000_000, data.toAbsolutePath());
            return run(log.inProcessServers(), keep || kafka != null ? log.bootstrapServers() : "", input);
        }
    }

    private int run(String servers, String reachable, FlightInput input) {
        try {
            new DemoRun(input, times, Terminal.err(), err).on(servers, result -> {
                print(result);
                if (keep) {
                    keepRunning(reachable);
                }
            });
        } catch (Stage.Stalled e) {
            throw new Refused(Main.FAILED, String.valueOf(e.getMessage()));
        }
        return Main.OK;
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
            out.printf("seconds                  %12.1f%n", figures.seconds());
            out.printf("records a second, warm   %,12.0f%n", figures.warmRate());
        });
        out.flush();
    }

    private void keepRunning(String reachable) {
        err.println();
        err.println("Kafka clients connect to " + reachable + "; Ctrl-C ends it.");
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(never::countDown));
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
