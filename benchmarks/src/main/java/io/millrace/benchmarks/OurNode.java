package io.millrace.benchmarks;

import io.millrace.peers.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our node as {@code ./millrace start} runs it, in a process of its own. Used by one thread. */
public final class OurNode implements AutoCloseable {
    private static final long READY_MS = 60_000;
    private static final long LOOK_MS = 2;
    private static final List<String> PARTS = List.of("--registry", "--connect", "--pages");

    private final Child process;
    private final Path output;
    private Map<String, String> ready = Map.of();

    private OurNode(Child process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it with these arguments of {@code start}, and returns at once; its output lies in the directory. Parts that
     * the arguments do not name are off.
     */
    public static OurNode begin(Distribution distribution, Path directory, List<String> arguments) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        Path output = directory.resolve("millrace.out");
        List<String> options = new ArrayList<>(distribution.jvmOptions());
        options.add("-Dmillrace.plugins=" + distribution.plugins());
        String more = System.getenv("MILLRACE_BENCH_JVM_OPTS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        List<String> all = new ArrayList<>(List.of("start"));
        all.addAll(arguments);
        for (String part : PARTS) {
            if (!arguments.contains(part)) {
                all.addAll(List.of(part, "off"));
            }
        }
        return new OurNode(
                Child.java(distribution.classPath(), options, "io.millrace.platform.cli.Main", all, output), output);
    }

    /** As {@link #begin}, and waits until it is ready. */
    public static OurNode start(Distribution distribution, Path directory, List<String> arguments) {
        OurNode node = begin(distribution, directory, arguments);
        try {
            node.awaitReady();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Waits for the line that says that every part accepts work. */
    public void awaitReady() {
        long deadline = System.nanoTime() + READY_MS * 1_000_000;
        while (System.nanoTime() < deadline) {
            Optional<String> line = readyLine();
            if (line.isPresent()) {
                ready = parts(line.get());
                return;
            }
            if (!process.alive()) {
                throw new IllegalStateException("the node ended:\n" + process.tail());
            }
            Turns.pause(LOOK_MS);
        }
        throw new IllegalStateException("the node is not ready:\n" + process.tail());
    }

    /** Where a part answers, as the line says it: {@code kafka}, {@code registry}, {@code connect}, {@code pages}. */
    public String at(String part) {
        String address = ready.get(part);
        if (address == null) {
            throw new IllegalStateException("the node has no " + part + ": " + ready);
        }
        return address;
    }

    /** Its process. */
    public Child process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private Optional<String> readyLine() {
        try {
            return Files.readString(output)
                    .lines()
                    .filter(line -> line.startsWith("ready ") && line.endsWith("ms"))
                    .findFirst();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parts(String line) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : line.split(" ")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return parts;
    }
}
