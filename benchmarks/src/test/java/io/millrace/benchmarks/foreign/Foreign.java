package io.millrace.benchmarks.foreign;

import io.millrace.peers.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Processes of ours beside those of others. */
final class Foreign {
    static final List<String> BROKER_JVM = List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final List<String> OUR_JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Foreign() {}

    /** Parts of ours on somebody's cluster, ready. */
    record Parts(Child process, Map<String, String> at) implements AutoCloseable {
        Rest rest(String part) {
            String url = at.get(part);
            if (url == null) {
                throw new AssertionError("no " + part + " in " + at);
            }
            return new Rest(url);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Begins {@code start} on that cluster, without what the arguments do not name. */
    static Child begin(String bootstrap, Path output, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("start", "--bootstrap", bootstrap));
        all.addAll(arguments);
        for (String part : List.of("--registry", "--connect", "--pages")) {
            if (!arguments.contains(part)) {
                all.addAll(List.of(part, "off"));
            }
        }
        return Child.java(System.getProperty("java.class.path"), OUR_JVM, "io.millrace.platform.cli.Main", all, output);
    }

    /** As {@link #begin}, and waits for its ready line. */
    static Parts start(String bootstrap, Path output, List<String> arguments) {
        Child process = begin(bootstrap, output, arguments);
        List<String> ready = new ArrayList<>();
        try {
            await("ready", () -> {
                if (!process.alive()) {
                    throw new AssertionError("it ended:\n" + process.tail());
                }
                readyLine(output).ifPresent(ready::add);
                return !ready.isEmpty();
            });
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        Map<String, String> at = new HashMap<>();
        for (String word : ready.get(0).split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                at.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Parts(process, at);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> readyLine(Path output) {
        return lines(output).stream()
                .filter(line -> line.startsWith("ready ") && line.endsWith("ms"))
                .findFirst();
    }
}
