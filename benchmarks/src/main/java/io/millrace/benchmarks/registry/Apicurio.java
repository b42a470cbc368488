package io.millrace.benchmarks.registry;

import io.millrace.benchmarks.Turns;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Apicurio's registry with its interface of Confluent's kind, in a process of its own. It keeps its schemas in an SQL
 * database in memory, as it does unless told otherwise, and writes no log of requests. Used by one thread.
 */
final class Apicurio implements AutoCloseable {
    static final String NAME = "Apicurio 3.3.3, in memory";

    private static final String PEER = "apicurio";
    /** What its classes are compiled for. */
    private static final int JAVA = 21;

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final long READY_MS = 120_000;

    private final Child process;
    private final String url;

    private Apicurio(Child process, String url) {
        this.process = process;
        this.url = url;
    }

    /** What is missing to run it, with what to do; empty when nothing is. */
    static Optional<String> missing() {
        if (Peers.find(PEER).isEmpty()) {
            return Optional.of("Apicurio is not there: mvn -f benchmarks/peers/apicurio package (150 MiB)");
        }
        return java().isPresent()
                ? Optional.empty()
                : Optional.of("Apicurio needs a Java " + JAVA + ": say with MILLRACE_PEER_JAVA_HOME where one is");
    }

    /** Starts it and returns at once. */
    static Apicurio begin(Path directory) {
        Path home = java().orElseThrow(() -> new IllegalStateException("no Java " + JAVA));
        int port = freePort();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        Child process = Child.java(
                home,
                Peers.lib(PEER).resolve("quarkus-run.jar").toString(),
                List.of("-Xmx1g"),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                List.of(),
                directory.resolve("apicurio.out"),
                Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "QUARKUS_MANAGEMENT_ENABLED", "false",
                        "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "false"));
        return new Apicurio(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
    }

    /** Waits until it answers a list of its subjects. */
    void awaitAnswer() {
        long deadline = System.nanoTime() + READY_MS * 1_000_000;
        while (process.alive() && System.nanoTime() < deadline) {
            try (KeptAlive connection = new KeptAlive(url)) {
                connection.call(connection.request("GET", "/subjects", ""));
                return;
            } catch (UncheckedIOException | IllegalStateException notYet) {
                Turns.pause(5);
            }
        }
        throw new IllegalStateException("Apicurio does not answer:\n" + process.tail());
    }

    Child process() {
        return process;
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.close();
    }

    private static Optional<Path> java() {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("MILLRACE_PEER_JAVA_HOME");
        if (named != null && !named.isBlank()) {
            homes.add(Path.of(named));
        }
        homes.add(Path.of(System.getProperty("java.home")));
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> found = Files.list(installed)) {
                found.sorted().forEach(homes::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + installed, e);
            }
        }
        return homes.stream().filter(home -> version(home) >= JAVA).findFirst();
    }

    private static int version(Path home) {
        try {
            Matcher said = VERSION.matcher(Files.readString(home.resolve("release")));
            return said.find() ? Integer.parseInt(said.group(1)) : 0;
        } catch (IOException none) {
            return 0;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
