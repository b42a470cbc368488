package io.millrace.platform.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A script of the test resources in a process of Node.js, with the packages that scripts/prepare-full.sh installed. */
final class NodeScript {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeScript() {}

    /** Skips the test, and says how to have it, where the package is not installed. */
    static void assumeInstalled(String npmPackage) {
        assumeTrue(
                Files.isDirectory(modules().resolve(npmPackage)),
                npmPackage + " is not installed: install Node.js with npm, then run scripts/prepare-full.sh");
    }

    /** Runs it to its end, which has to be a good one; its lines, each of which is JSON. */
    static List<JsonNode> run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", path(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("NODE_PATH", modules().toString());
        builder.environment().put("NODE_NO_WARNINGS", "1");
        Process process = builder.redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : output.strip().lines().toList()) {
                if (line.startsWith("{")) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path path(String script) {
        try {
            return Path.of(Objects.requireNonNull(NodeScript.class.getResource("/" + script))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path modules() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve(".mvn"))) {
            at = Objects.requireNonNull(at.getParent(), "not inside the project");
        }
        return at.resolve("target/foreign/node_modules");
    }
}
