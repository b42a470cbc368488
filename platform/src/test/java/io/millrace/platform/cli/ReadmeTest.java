package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's commands for a node as they are printed there. */
class ReadmeTest {
    @Test
    void theCommandsWorkAsPrinted(@TempDir Path directory) throws Exception {
        List<String> commands = Files.readAllLines(Path.of("..", "README.md")).stream()
                .filter(line -> line.contains("./millrace ") && !line.contains("`"))
                .filter(line -> !line.equals("./millrace demo") && !line.equals("./millrace start"))
                .toList();
        assertThat(commands).as("commands of the README").hasSizeGreaterThanOrEqualTo(4);
        Path launcher = Files.writeString(
                directory.resolve("millrace"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
                        + "' io.millrace.platform.cli.Main \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();

        StringBuilder printed = new StringBuilder();
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            for (String command : commands) {
                printed.append(run(command, directory, log.bootstrapServers()));
            }
        }

        assertThat(printed.toString().lines()).contains("hello").anyMatch(line -> line.startsWith("PARTITION"));
    }

    private static String run(String command, Path directory, String bootstrap) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("MILLRACE_BOOTSTRAP", bootstrap);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + output).isZero();
        return output;
    }
}
