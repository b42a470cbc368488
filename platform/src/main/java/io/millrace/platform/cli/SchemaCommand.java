package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.platform.launch.Refused;
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

/** {@code schema}: subjects and schemas of a registry. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, prints, registers, compares and checks schemas, and looks after their registry.",
        subcommands = {
            SchemaCommand.Listing.class,
            SchemaCommand.Get.class,
            SchemaCommand.Register.class,
            SchemaCommand.Check.class,
            SchemaFiles.class,
            SchemaCommand.Diff.class,
            SchemaSettings.Config.class,
            SchemaSettings.ModeCommand.class,
            SchemaCare.Delete.class,
            SchemaCare.Undelete.class,
            SchemaCare.Export.class,
            SchemaCare.Import.class,
            SchemaCare.Usage.class,
            SchemaCare.Verify.class,
            SchemaCare.Repair.class
        })
final class SchemaCommand {
    private static String subject(String subject) {
        return "/subjects/" + Rest.segment(subject);
    }

    /** {@code schema list}. */
    @Command(
            name = "list",
            aliases = "ls",
            mixinStandardHelpOptions = true,
            description = "Lists the subjects with their versions.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            Rest rest = registry.rest();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (JsonNode subject : rest.get("subjects", "/subjects")) {
                JsonNode versions = rest.get("subject " + subject.asText(), subject(subject.asText()) + "/versions");
                List<Integer> numbers = new ArrayList<>();
                versions.forEach(version -> numbers.add(version.asInt()));
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("subject", subject.asText());
                row.put("versions", output.json() ? numbers : text(numbers));
                rows.add(row);
            }
            output.rows(List.of("subject", "versions"), rows);
            return Main.OK;
        }

        private static String text(List<Integer> versions) {
            return String.join(", ", versions.stream().map(String::valueOf).toList());
        }
    }

    /** {@code schema get}. */
    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Prints a schema: the latest of a subject, another of its versions, or the one of an id.")
    static final class Get implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "SUBJECT", arity = "0..1", description = "The subject, such as orders-value.")
        private @Nullable String subject;

        @Option(
                names = {"-v", "--version"},
                paramLabel = "N",
                defaultValue = "latest",
                description = "The version (default: ${DEFAULT-VALUE}).")
        private String version = "";

        @Option(names = "--id", paramLabel = "ID", description = "The schema with this id, of whatever subject.")
        private @Nullable Integer id;

        @Override
        public Integer call() {
            if ((subject == null) == (id == null)) {
                throw new Refused(Main.USAGE, "schema get: expected either a SUBJECT or --id");
            }
            JsonNode found = subject != null
                    ? registry.rest()
                            .get(
                                    "schema " + subject + " version " + version,
                                    subject(subject) + "/versions/" + Rest.segment(version))
                    : registry.rest().get("schema " + id, "/schemas/ids/" + id);
            System.out.println(
                    output.json() ? found.toString() : found.path("schema").asText());
            return Main.OK;
        }
    }

    /** {@code schema register}. */
    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = "Registers a schema under a subject and prints its id; one that is there keeps its id.",
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:registered", "4:incompatible, and standard error says why"})
    static final class Register implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Mixin
        private SchemaFile file = new SchemaFile();

        @Option(
                names = {"-s", "--subject"},
                paramLabel = "SUBJECT",
                required = true,
                description = "Under which subject, such as orders-value.")
        private String subject = "";

        @Override
        public Integer call() {
            JsonNode answer;
            try {
                answer = registry.rest()
                        .postForExplanation(
                                "subject " + subject, subject(subject) + "/versions?explain=true", file.body());
            } catch (Refused e) {
                throw file.explained(e);
            }
            if (answer.has("explanation")) {
                if (output.json()) {
                    System.out.println(answer);
                } else {
                    SchemaReport.err().verdict(subject, answer.path("explanation"));
                }
                return Main.INCOMPATIBLE;
            }
            System.out.println(
                    output.json() ? answer.toString() : answer.path("id").asText());
            return Main.OK;
        }
    }

    /** {@code schema check}. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Says whether a schema is compatible with a subject, by the subject's own level, and why not.",
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:compatible", "4:incompatible"})
    static final class Check implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Mixin
        private SchemaFile file = new SchemaFile();

        @Option(
                names = {"-s", "--subject"},
                paramLabel = "SUBJECT",
                required = true,
                description = "With which subject, such as orders-value.")
        private String subject = "";

        @Override
        public Integer call() {
            JsonNode verdict;
            try {
                verdict = registry.rest()
                        .post(
                                "subject " + subject,
                                "/compatibility" + subject(subject) + "/versions?verbose=true&explain=true",
                                file.body());
            } catch (Refused e) {
                throw file.explained(e);
            }
            boolean compatible = verdict.path("is_compatible").asBoolean();
            if (output.json()) {
                System.out.println(verdict);
            } else {
                SchemaReport.out().verdict(subject, verdict);
            }
            return compatible ? Main.OK : Main.INCOMPATIBLE;
        }
    }

    /** {@code schema diff}. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description =
                    "Says what changed from one version of a subject to another, and what of it changes the meaning of"
                            + " data although every level lets it through.")
    static final class Diff implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Parameters(index = "0", paramLabel = "SUBJECT", description = "The subject, such as orders-value.")
        private String subject = "";

        @Parameters(index = "1", paramLabel = "FROM", description = "The older version.")
        private String from = "";

        @Parameters(
                index = "2",
                arity = "0..1",
                paramLabel = "TO",
                defaultValue = "latest",
                description = "The newer version (default: ${DEFAULT-VALUE}).")
        private String to = "";

        @Override
        public Integer call() {
            JsonNode difference = registry.rest()
                    .get(
                            "subject " + subject,
                            subject(subject) + "/diff?from=" + Rest.segment(from) + "&to=" + Rest.segment(to));
            if (output.json()) {
                System.out.println(difference);
            } else {
                SchemaReport.out().difference(difference);
            }
            return Main.OK;
        }
    }
}
