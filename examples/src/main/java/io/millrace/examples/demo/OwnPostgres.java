package io.millrace.examples.demo;

import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Refused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real PostgreSQL of the demo's own, in processes beside this one; it keeps its data. One thread. */
final class OwnPostgres implements AutoCloseable {
    private static final Duration START_WAIT = Duration.ofSeconds(60);

    private static final Pattern PORT = Pattern.compile("\"-p\" \"(\\d{1,5})\"");

    private final EmbeddedPostgres postgres;

    private OwnPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts it over this directory, which is made when it is missing. */
    static OwnPostgres start(Path directory) {
        Path data = directory.resolve("data");
        Path whole = directory.resolve("initialised");
        Path log = directory.resolve("postgres.log");
        try {
            Files.createDirectories(directory);
            endLeftOver(data);
            if (!Files.exists(whole)) {
                // One that was cut off while it was made is of no use.
                deleteTree(data);
            }
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setPort(lastPort(data))
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_WAIT)
                    .setOverrideWorkingDirectory(
                            DataDirectory.ofCache().resolve("postgresql").toFile())
                    .setOutputRedirector(Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(Redirect.appendTo(log.toFile()))
                    .start();
            Files.write(whole, new byte[0]);
            return new OwnPostgres(started);
        } catch (IOException | IllegalStateException e) {
            throw noServer(e, log);
        }
    }

    Database database() {
        return new Database("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", null);
    }

    /** The port of the last run in {@code postmaster.opts}, if it is free; 0 for any. */
    private static int lastPort(Path data) throws IOException {
        Path options = data.resolve("postmaster.opts");
        if (!Files.exists(options)) {
            return 0;
        }
        Matcher port = PORT.matcher(Files.readString(options));
        return port.find() ? Ports.free(Integer.parseInt(port.group(1))) : 0;
    }

    /** A server outlives a process that was killed. Its own file says which it is. */
    private static void endLeftOver(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> left =
                lines.isEmpty() ? Optional.empty() : server(lines.get(0).strip());
        if (left.isEmpty()) {
            return;
        }
        left.get().destroy();
        try {
            left.get().onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new Refused(
                    Main.FAILED,
                    "PostgreSQL: process " + left.get().pid() + " of an earlier run still has " + data
                            + " and does not end; end it, then run again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Main.FAILED, "interrupted while an earlier PostgreSQL ended");
        }
    }

    /** The process, if it runs and is a PostgreSQL: numbers are given out again. */
    private static Optional<ProcessHandle> server(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .command()
                            .map(command -> command.endsWith("postgres"))
                            .orElse(false));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Refused noServer(Exception why, Path log) {
        String system = System.getProperty("os.name") + " "
                + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        if (String.valueOf(why.getMessage()).contains("binaries")) {
            return new Refused(
                    Main.FAILED,
                    "there is no PostgreSQL for " + system + " here; name one of yours with --jdbc-url"
                            + " jdbc:postgresql://HOST:PORT/DATABASE");
        }
        return new Refused(
                Main.FAILED,
                "PostgreSQL does not start on " + system + ": " + why.getMessage() + " (its log: " + log
                        + "); or name one of yours with --jdbc-url jdbc:postgresql://HOST:PORT/DATABASE");
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not stop", e);
        }
    }
}
