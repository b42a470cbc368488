package io.millrace.platform.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A foreign program, run to its end. */
final class Program {
    private Program() {}

    /** Whether the shell finds the program. */
    static boolean installed(String name) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    /** The folder that scripts/prepare-full.sh puts packages of Node.js into. */
    static Path nodeModules() {
        return Path.of("..", "target", "foreign", "node_modules")
                .toAbsolutePath()
                .normalize();
    }

    /** Its standard output; throws with all it printed when it fails or takes longer than a minute. */
    static String run(String input, List<String> command) {
        try {
            Path errors = Files.createTempFile("program", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("NODE_PATH", nodeModules().toString());
            builder.environment().put("KAFKAJS_NO_PARTITIONER_WARNING", "1");
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(errors);
            Files.delete(errors);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " failed:\n" + output + said);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
