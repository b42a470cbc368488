package io.millrace.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Does what a page says, in an empty directory with a launcher in it. The node takes free ports, and every address that
 * the page prints is replaced by the one that was taken.
 */
final class Reader implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("ready kafka=(\\S+) registry=http://(\\S+) connect=http://(\\S+) pages=http://(\\S+) .*");
    private static final List<String> PRINTED =
            List.of("127.0.0.1:9092", "127.0.0.1:8081", "127.0.0.1:8083", "127.0.0.1:8080");
    private static final String DATABASE = "127.0.0.1:5432";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path directory;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final List<Process> running = new ArrayList<>();
    private @Nullable EmbeddedPostgres database;

    Reader(Path directory) throws IOException {
        this.directory = directory;
        String java = "CLASSPATH='" + System.getProperty("java.class.path") + "' exec '"
                + Path.of(System.getProperty("java.home"), "bin", "java") + "'";
        // As the launcher does: newer Javas want to be told of native code, and warn where output is compared.
        String told = Runtime.version().feature() >= 24
                ? " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                : "";
        String quick = java + told + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto ";
        script("millrace", quick + "io.millrace.platform.cli.Main \"$@\"");
        script("bin/psql", quick + Psql.class.getName() + " \"$@\"");
        script("bin/java", java + " \"$@\"");
    }

    void follow(Page page) throws Exception {
        if (page.mentions(DATABASE)) {
            database = EmbeddedPostgres.builder().start();
            addresses.put(DATABASE, "127.0.0.1:" + database.getPort());
        }
        for (Page.Step step : page.steps()) {
            String where = page.name() + " line " + step.line();
            if (step.startsNode()) {
                node(where, step.commands());
            } else if (step.way() == Page.Way.KEEPS_RUNNING) {
                running.add(begin("exec " + here(step.commands()), ProcessBuilder.Redirect.appendTo(log().toFile())));
            } else if (step.way() == Page.Way.RUN) {
                run(where, step);
            }
        }
    }

    private void run(String where, Page.Step step) throws Exception {
        String commands = here(step.commands());
        // Which port it was is left open.
        List<String> shown = step.shown().stream()
                .map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:…"))
                .toList();
        Path output = directory.resolve("output.log");
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Process process = begin(commands, ProcessBuilder.Redirect.to(output.toFile()));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(where).isTrue();
            String printed = Files.readString(output);
            if (shown.isEmpty()) {
                assertThat(process.exitValue()).as(where + "\n" + printed).isZero();
                return;
            }
            if (process.exitValue() == 0 && Shown.matches(shown, printed)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                fail(
                        "%s: exit code %d; expected\n%s\nbut printed was\n%s\n%s",
                        where, process.exitValue(), String.join("\n", shown), printed, background());
            }
            // Pipelines take a moment, and a reader looks again.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private void node(String where, String command) throws IOException {
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "exec " + command + " --kafka 127.0.0.1:0 --registry 127.0.0.1:0 --connect 127.0.0.1:0"
                                + " --pages 127.0.0.1:0 --data " + directory.resolve("data"))
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        running.add(process);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(out.readLine());
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as("%s: %s\n%s", where, line, background()).isTrue();
        for (int i = 0; i < PRINTED.size(); i++) {
            addresses.put(PRINTED.get(i), ready.group(i + 1));
        }
    }

    private Process begin(String commands, ProcessBuilder.Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .redirectInput(Path.of("/dev/null").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("MILLRACE_BOOTSTRAP", addresses.getOrDefault(PRINTED.get(0), ""));
        environment.put("MILLRACE_REGISTRY", "http://" + addresses.get(PRINTED.get(1)));
        environment.put("MILLRACE_CONNECT", "http://" + addresses.get(PRINTED.get(2)));
        return builder.start();
    }

    /** The text with the addresses of here; what the distribution has in its directory is on the class path of the test. */
    private String here(String text) {
        String replaced = text.replace("-cp 'dist/target/millrace/lib/*' ", "");
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            replaced = replaced.replace(address.getKey(), address.getValue());
        }
        return replaced;
    }

    private String background() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }

    private Path log() {
        return directory.resolve("background.log");
    }

    private void script(String name, String command) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Jobs first, the node last. */
    @Override
    public void close() throws Exception {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).destroy();
            if (!running.get(i).waitFor(20, TimeUnit.SECONDS)) {
                running.get(i).destroyForcibly();
            }
        }
        if (database != null) {
            database.close();
        }
    }
}
