package io.millrace.platform.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command line in a process of its own, as a user has it.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Call(int code, String out, String err) {

    /** Runs the command with that standard input and waits for its end. */
    static Call of(String input, String... arguments) {
        try {
            Process process = begin(arguments);
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            return end(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins the command; the caller ends it. */
    static Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.platform.cli.Main"));
        if (Runtime.version().feature() >= 24) {
            // As the launcher does: newer Javas want to be told of native code, and warn on standard error.
            command.addAll(1, List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /** Waits for its end. */
    static Call end(Process process) throws IOException {
        try (InputStream err = process.getErrorStream();
                InputStream out = process.getInputStream()) {
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> {
                try {
                    err.transferTo(errors);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            reader.start();
            String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("did not end");
            }
            reader.join();
            return new Call(process.exitValue(), output, errors.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
