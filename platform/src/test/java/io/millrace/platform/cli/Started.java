package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node in a process of its own, ready.
 *
 * @param process it
 * @param ready its line on standard output
 */
record Started(Process process, String ready) implements AutoCloseable {

    /** Starts all parts on free ports, the last of the given options deciding, and waits for the ready line. */
    static Started node(Path data, String... options) throws IOException {
        Map<String, String> parts = new HashMap<>(Map.of("--registry", "127.0.0.1:0", "--connect", "127.0.0.1:0"));
        parts.put("--pages", "127.0.0.1:0");
        List<String> arguments = new ArrayList<>(List.of("start", "--data", data.toString()));
        List<String> given = List.of(options);
        if (!given.contains("--bootstrap")) {
            parts.put("--kafka", "127.0.0.1:0");
        }
        given.forEach(parts::remove);
        parts.forEach((flag, value) -> arguments.addAll(List.of(flag, value)));
        arguments.addAll(given);
        Process process = Call.begin(arguments.toArray(String[]::new));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError(
                    "no ready line: " + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new Started(process, line);
    }

    /** Where a part answers. */
    String at(String part) {
        for (String word : ready.split(" ")) {
            if (word.startsWith(part + "=")) {
                return word.substring(part.length() + 1);
            }
        }
        throw new AssertionError("no " + part + " in: " + ready);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("ended by SIGTERM")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
