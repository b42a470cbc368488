package io.millrace.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java process of ours with a class path of its own, and its resource use as the kernel counts it. <i>Any thread.</i> */
public final class Child implements AutoCloseable {
    /** As every Linux counts for programs. */
    private static final long NANOS_PER_TICK = 10_000_000;
    /** Among the fields of a thread's stat, after its name. */
    private static final int USER_TICKS = 11;

    private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the main class on all jars of the folder; both output streams go to the file. */
    public static Child java(Path lib, List<String> jvmOptions, String mainClass, List<String> arguments, Path output) {
        return java(lib + "/*", jvmOptions, mainClass, arguments, output);
    }

    /** Starts the main class on a class path in its order; both output streams go to the file. */
    public static Child java(
            String classPath, List<String> jvmOptions, String mainClass, List<String> arguments, Path output) {
        return java(classPath, jvmOptions, mainClass, arguments, output, Map.of());
    }

    /** As above, with variables of its environment besides those of this process. */
    public static Child java(
            String classPath,
            List<String> jvmOptions,
            String mainClass,
            List<String> arguments,
            Path output,
            Map<String, String> environment) {
        return java(
                Path.of(System.getProperty("java.home")),
                classPath,
                jvmOptions,
                mainClass,
                arguments,
                output,
                environment);
    }

    /** As above, by the Java whose home that is. */
    public static Child java(
            Path home,
            String classPath,
            List<String> jvmOptions,
            String mainClass,
            List<String> arguments,
            Path output,
            Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            Child child = new Child(process, output);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + mainClass, e);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Resident memory in bytes, from {@code /proc}; -1 where there is none. */
    public long residentBytes() {
        return statusKiB("VmRSS:") * 1024;
    }

    /** CPU time in nanoseconds, user and system; -1 where it is not told. */
    public long cpuNanos() {
        return process.info()
                .totalCpuDuration()
                .map(java.time.Duration::toNanos)
                .orElse(-1L);
    }

    /** CPU time in nanoseconds of its just-in-time compilers' threads that live, from {@code /proc}; 0 where it is not told. */
    public long compilerCpuNanos() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            return threads.mapToLong(Child::compilerTicks).sum() * NANOS_PER_TICK;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** The last lines that it printed. */
    public String tail() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /** Waits for its end and returns its exit code; throws IllegalStateException with its last lines when it takes longer. */
    public int await(long timeoutMs) {
        try {
            if (!process.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("still running after " + timeoutMs + " ms:\n" + tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        await(30_000);
    }

    /** SIGTERM, then SIGKILL after ten seconds. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Of a thread, when it is a compiler's. */
    private static long compilerTicks(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int end = stat.lastIndexOf(')');
            if (!COMPILER.matcher(stat).find()) {
                return 0;
            }
            String[] rest = stat.substring(end + 2).split(" ");
            return Long.parseLong(rest[USER_TICKS]) + Long.parseLong(rest[USER_TICKS + 1]);
        } catch (IOException ended) {
            return 0;
        }
    }

    private long statusKiB(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
    }
}
