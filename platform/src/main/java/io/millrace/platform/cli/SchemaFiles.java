package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.platform.launch.Refused;
import io.millrace.registry.SchemaTypes;
import io.millrace.registry.compat.CompatibilityCheck;
import io.millrace.registry.compat.Explanation;
import io.millrace.registry.compat.ExplanationJson;
import io.millrace.registry.compat.Level;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schema compare}: checks a directory of schemas in a build, without a registry. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Checks each .avsc, .proto and .schema.json file of a directory against the file of the same name in"
                        + " another, as a registry would, but without one: for builds. A file that the other lacks only has to be"
                        + " a schema.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all are compatible", "4:one is not"})
final class SchemaFiles implements Callable<Integer> {
    private static final Map<String, String> TYPES =
            Map.of(".avsc", "AVRO", ".proto", "PROTOBUF", ".schema.json", "JSON");

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", paramLabel = "OLD", description = "The directory with the schemas as they were.")
    private Path old = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "The directory with the schemas as they shall be.")
    private Path now = Path.of("");

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "BACKWARD",
            description = "The compatibility level (default: ${DEFAULT-VALUE}).")
    private String level = "";

    @Override
    public Integer call() {
        Level asked = Level.find(level);
        if (asked == null) {
            throw new Refused(Main.USAGE, "--level: '" + level + "' is no compatibility level");
        }
        boolean compatible = true;
        ArrayNode all = Rest.JSON.createArrayNode();
        for (Path file : files()) {
            Explanation explanation = check(asked, file);
            compatible &= explanation.isCompatible();
            ObjectNode verdict = ExplanationJson.of(explanation);
            if (output.json()) {
                all.add(Rest.JSON
                        .createObjectNode()
                        .put("file", file.toString())
                        .setAll(verdict));
            } else {
                SchemaReport.out().verdict(file.toString(), verdict);
            }
        }
        if (output.json()) {
            System.out.println(all);
        }
        return compatible ? Main.OK : Main.INCOMPATIBLE;
    }

    private List<Path> files() {
        if (!Files.isDirectory(old)) {
            throw new Refused(Main.USAGE, old + ": no such directory");
        }
        try (Stream<Path> found = Files.walk(now)) {
            List<Path> files = found.filter(Files::isRegularFile)
                    .filter(file -> type(file) != null)
                    .map(now::relativize)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new Refused(Main.USAGE, now + ": no .avsc, .proto or .schema.json file in it");
            }
            return files;
        } catch (IOException e) {
            throw new Refused(Main.USAGE, now + ": no such directory");
        }
    }

    private Explanation check(Level asked, Path file) {
        ParsedSchema candidate = parse(now.resolve(file));
        Path before = old.resolve(file);
        if (!Files.exists(before)) {
            return new Explanation(asked, 0, List.of(), List.of(Level.values()), candidate.lint());
        }
        return CompatibilityCheck.explain(asked, candidate, List.of(1), version -> parse(before));
    }

    private static ParsedSchema parse(Path file) {
        String type = type(file);
        SchemaProvider provider = type == null ? null : SchemaTypes.find(type);
        if (provider == null) {
            throw new Refused(Main.USAGE, file + ": schemas of type " + type + " are not understood");
        }
        try {
            return provider.parse(JsonFile.text(file.toString()), Map.of(), true);
        } catch (Refusal e) {
            throw new Refused(Main.INCOMPATIBLE, file + ": " + e.getMessage());
        }
    }

    private static @Nullable String type(Path file) {
        String name = file.getFileName().toString();
        return TYPES.entrySet().stream()
                .filter(each -> name.endsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
