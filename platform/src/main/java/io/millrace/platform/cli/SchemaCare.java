package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.platform.launch.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look after a registry as a whole. */
final class SchemaCare {
    private SchemaCare() {}

    /** {@code schema export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description =
                    "Writes everything a registry knows as lines of JSON: schemas with their ids and versions, levels,"
                            + " modes, contexts.")
    static final class Export implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Option(names = "--out", paramLabel = "FILE", description = "The file (default: standard output).")
        private @Nullable Path file;

        @Override
        public Integer call() throws IOException {
            Path to = file;
            if (to == null) {
                registry.rest().copy("export", "/export", System.out);
                System.out.flush();
                return Main.OK;
            }
            // Whole or not at all: a copy that ends in the middle looks like one that does not.
            Path partial = to.resolveSibling(to.getFileName() + ".partial");
            try (OutputStream out = Files.newOutputStream(partial)) {
                registry.rest().copy("export", "/export", out);
            } catch (NoSuchFileException e) {
                throw new Refused(Main.USAGE, "--out: no directory for " + to);
            }
            Files.move(partial, to, StandardCopyOption.REPLACE_EXISTING);
            return Main.OK;
        }
    }

    /** {@code schema import}. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "Takes in what export wrote, with the ids that it had. What is there already stays as it is; nothing"
                            + " is overwritten.")
    static final class Import implements Callable<Integer> {
        /** A registry takes bodies of 10 MiB. */
        private static final int PIECE = 8 << 20;

        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "FILE", description = "What export wrote.")
        private Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            int imported = 0;
            int unchanged = 0;
            StringBuilder piece = new StringBuilder();
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (piece.length() + line.length() > PIECE && piece.length() > 0) {
                        JsonNode done = send(piece);
                        imported += done.path("imported").asInt();
                        unchanged += done.path("unchanged").asInt();
                        piece.setLength(0);
                    }
                    piece.append(line).append('\n');
                }
            } catch (NoSuchFileException e) {
                throw new Refused(Main.USAGE, file + ": no such file");
            }
            JsonNode done = send(piece);
            imported += done.path("imported").asInt();
            unchanged += done.path("unchanged").asInt();
            System.out.println(
                    output.json()
                            ? Output.line(Map.of("imported", imported, "unchanged", unchanged))
                            : "imported " + imported + ", unchanged " + unchanged);
            return Main.OK;
        }

        private JsonNode send(CharSequence lines) {
            return registry.rest()
                    .postBytes(file.toString(), "/import", lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** {@code schema delete}. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description =
                    "Deletes a version, or all of a subject: softly, so that its data stays readable and undelete puts it"
                            + " back; a second time with --permanent for good.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Parameters(paramLabel = "SUBJECT", description = "The subject, such as orders-value.")
        private String subject = "";

        @Option(
                names = {"-v", "--version"},
                paramLabel = "N",
                description = "The version (default: all).")
        private @Nullable String version;

        @Option(names = "--permanent", description = "For good; what was written with it can be read no more.")
        private boolean permanent;

        @Override
        public Integer call() {
            String path = "/subjects/" + Rest.segment(subject)
                    + (version == null ? "" : "/versions/" + Rest.segment(version))
                    + (permanent ? "?permanent=true" : "");
            JsonNode gone = registry.rest().delete("subject " + subject, path);
            System.out.println(gone.isArray() ? gone : "[" + gone + "]");
            return Main.OK;
        }
    }

    /** {@code schema undelete}. */
    @Command(
            name = "undelete",
            mixinStandardHelpOptions = true,
            description = "Puts back what was deleted softly: a version, or all of a subject.")
    static final class Undelete implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Parameters(paramLabel = "SUBJECT", description = "The subject, such as orders-value.")
        private String subject = "";

        @Option(
                names = {"-v", "--version"},
                paramLabel = "N",
                description = "The version (default: all).")
        private @Nullable Integer version;

        @Override
        public Integer call() {
            String path = "/subjects/" + Rest.segment(subject);
            JsonNode back = registry.rest()
                    .post(
                            "subject " + subject,
                            version == null ? path + "/undelete" : path + "/versions/" + version + "/undelete",
                            null);
            System.out.println(back);
            return Main.OK;
        }
    }

    /** {@code schema verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Looks for damage in a registry's topic: records nobody can read, ids given twice, references to"
                            + " nothing, deletions that compaction would undo.",
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:sound", "1:there are problems"})
    static final class Verify implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            JsonNode found = registry.rest().get("verify", "/verify");
            boolean sound = found.path("sound").asBoolean();
            if (output.json()) {
                System.out.println(found);
            } else if (sound) {
                System.out.println("sound");
            } else {
                problems(output, found.path("problems"));
            }
            return sound ? Main.OK : Main.FAILED;
        }
    }

    /** {@code schema repair}. */
    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description =
                    "Mends what verify found, as far as no schema is lost by it: deletions that would be undone, and"
                            + " records under keys of an older kind.")
    static final class Repair implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Option(names = "--unreadable", description = "Also take out the records that nobody can read.")
        private boolean unreadable;

        @Override
        public Integer call() {
            JsonNode mended = registry.rest().post("repair", unreadable ? "/repair?unreadable=true" : "/repair", null);
            if (output.json()) {
                System.out.println(mended);
            } else if (mended.path("repaired").isEmpty()) {
                System.out.println("nothing to mend");
            } else {
                problems(output, mended.path("repaired"));
            }
            return Main.OK;
        }
    }

    private static void problems(Output output, JsonNode list) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonNode problem : list) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (String column : List.of("kind", "offset", "subject", "version", "message")) {
                row.put(column, problem.path(column).asText(""));
            }
            rows.add(row);
        }
        output.rows(List.of("kind", "offset", "subject", "version", "message"), rows);
    }

    /** {@code schema usage}. */
    @Command(
            name = "usage",
            mixinStandardHelpOptions = true,
            description =
                    "Says when each schema was last read and registered, since the registry was started. A serde reads"
                            + " a schema once and remembers it.")
    static final class Usage implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            JsonNode usage = registry.rest().get("usage", "/usage");
            if (output.json()) {
                System.out.println(usage);
                return Main.OK;
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            for (JsonNode each : usage.path("ids")) {
                List<String> subjects = new ArrayList<>();
                each.path("subjects").forEach(subject -> subjects.add(subject.asText()));
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("id", each.path("id").asText());
                row.put("subjects", String.join(", ", subjects));
                row.put("reads", each.path("reads").asText());
                row.put("last read", each.path("lastRead").asText(""));
                row.put("last registered", each.path("lastRegistered").asText(""));
                rows.add(row);
            }
            output.rows(List.of("id", "subjects", "reads", "last read", "last registered"), rows);
            return Main.OK;
        }
    }
}
