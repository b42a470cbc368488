package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that show and set what a registry goes by. */
final class SchemaSettings {
    private SchemaSettings() {}

    private static String path(String kind, @Nullable String subject) {
        return "/" + kind + (subject == null ? "" : "/" + Rest.segment(subject));
    }

    private static String shown(String kind, @Nullable String subject) {
        return (subject == null ? "the global " + kind : kind + " of " + subject);
    }

    private static void print(Output output, JsonNode answer) {
        if (output.json()) {
            System.out.println(answer);
            return;
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        answer.properties().forEach(each -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("key", each.getKey());
            row.put(
                    "value",
                    each.getValue().isValueNode()
                            ? each.getValue().asText()
                            : each.getValue().toString());
            rows.add(row);
        });
        output.rows(List.of("key", "value"), rows);
    }

    /** {@code schema config}. */
    @Command(
            name = "config",
            mixinStandardHelpOptions = true,
            description =
                    "Shows which config holds for a subject, or for all that have none of their own; or changes it.")
    static final class Config implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Parameters(
                paramLabel = "SUBJECT",
                arity = "0..1",
                description = "The subject, such as orders-value, or :.context: (default: the global config).")
        private @Nullable String subject;

        @Option(
                names = "--compatibility",
                paramLabel = "LEVEL",
                description = "Sets NONE, BACKWARD, FORWARD, FULL or one of the last three with _TRANSITIVE.")
        private @Nullable String level;

        @Option(
                names = "--normalize",
                paramLabel = "true|false",
                arity = "1",
                description = "Sets whether schemas are brought into one form when they come in.")
        private @Nullable Boolean normalize;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Sets another field of the config, as alias or compatibilityGroup; KEY= takes it out.")
        private Map<String, String> others = new LinkedHashMap<>();

        @Option(names = "--delete", description = "Takes the config out: what stands above it holds then.")
        private boolean delete;

        @Override
        public Integer call() {
            String what = shown("config", subject);
            ObjectNode wanted = wanted();
            if (delete && !wanted.isEmpty()) {
                throw new Refused(Main.USAGE, "schema config: --delete goes with no other change");
            }
            if (delete) {
                registry.rest().delete(what, path("config", subject));
            } else if (!wanted.isEmpty()) {
                registry.rest().put(what, path("config", subject), wanted);
            }
            print(output, registry.rest().get(what, path("config", subject) + "?defaultToGlobal=true"));
            return Main.OK;
        }

        private ObjectNode wanted() {
            ObjectNode wanted = Rest.JSON.createObjectNode();
            if (level != null) {
                wanted.put("compatibility", level.toUpperCase(Locale.ROOT));
            }
            if (normalize != null) {
                wanted.put("normalize", normalize);
            }
            others.forEach((key, value) -> {
                if (value.isEmpty()) {
                    wanted.putNull(key);
                } else if (value.equals("true") || value.equals("false")) {
                    wanted.put(key, Boolean.parseBoolean(value));
                } else {
                    wanted.put(key, value);
                }
            });
            return wanted;
        }
    }

    /** {@code schema mode}. */
    @Command(
            name = "mode",
            mixinStandardHelpOptions = true,
            description =
                    "Shows which mode holds for a subject, or for all that have none of their own; or changes it.")
    static final class ModeCommand implements Callable<Integer> {
        @Mixin
        private RegistryAt registry = new RegistryAt();

        @Mixin
        private Output output = new Output();

        @Parameters(
                paramLabel = "SUBJECT",
                arity = "0..1",
                description = "The subject, such as orders-value, or :.context: (default: the global mode).")
        private @Nullable String subject;

        @Option(
                names = "--set",
                paramLabel = "MODE",
                description = "Sets READWRITE, READONLY, IMPORT or FORWARD; globally READONLY_OVERRIDE too.")
        private @Nullable String mode;

        @Option(names = "--force", description = "Sets IMPORT although there are schemas.")
        private boolean force;

        @Option(names = "--delete", description = "Takes the mode out: what stands above it holds then.")
        private boolean delete;

        @Override
        public Integer call() {
            String what = shown("mode", subject);
            if (delete && mode != null) {
                throw new Refused(Main.USAGE, "schema mode: --delete goes with no --set");
            }
            if (delete) {
                registry.rest().delete(what, path("mode", subject));
            } else if (mode != null) {
                ObjectNode wanted = Rest.JSON.createObjectNode().put("mode", mode.toUpperCase(Locale.ROOT));
                set(what, wanted);
            }
            print(output, registry.rest().get(what, path("mode", subject) + "?defaultToGlobal=true"));
            return Main.OK;
        }

        private void set(String what, ObjectNode wanted) {
            try {
                registry.rest().put(what, path("mode", subject) + (force ? "?force=true" : ""), wanted);
            } catch (Refused e) {
                boolean there = String.valueOf(e.getMessage()).contains("found existing subjects");
                throw there ? new Refused(e.exitCode(), e.getMessage() + "; --force sets it all the same") : e;
            }
        }
    }
}
