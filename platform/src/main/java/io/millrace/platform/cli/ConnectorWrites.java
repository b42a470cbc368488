package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** The commands of {@code connector} that change something, and {@code validate}, which takes the same file. */
final class ConnectorWrites {
    private ConnectorWrites() {}

    /** What most of them are given, and how they answer. */
    private abstract static class OnOne implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "CONNECTOR", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() {
            change(connect.rest(), "connector " + name, ConnectorCommand.path(name));
            if (output.json()) {
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("name", name);
                answer.put("done", verb());
                System.out.println(Output.line(answer));
            }
            return Main.OK;
        }

        abstract void change(Rest rest, String what, String path);

        abstract String verb();
    }

    /** {@code connector create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates a connector from JSON, and prints its name.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Parameters(
                paramLabel = "FILE|-",
                description = "{\"name\": ..., \"config\": {...}}, or a config with a name; - for standard input.")
        private String file = "";

        @Override
        public Integer call() {
            ConnectorFile connector = ConnectorFile.read(file);
            ObjectNode body = Rest.JSON.createObjectNode().put("name", connector.name());
            body.set("config", connector.config());
            JsonNode made = connect.rest().post("connector " + connector.name(), "/connectors", body);
            System.out.println(output.json() ? made.toString() : connector.name());
            return Main.OK;
        }
    }

    /** {@code connector pause}. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Pauses a connector; its tasks stay, and their positions.")
    static final class Pause extends OnOne {
        @Override
        void change(Rest rest, String what, String path) {
            rest.put(what, path + "/pause", null);
        }

        @Override
        String verb() {
            return "pause";
        }
    }

    /** {@code connector resume}. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Lets a paused or stopped connector go on.")
    static final class Resume extends OnOne {
        @Override
        void change(Rest rest, String what, String path) {
            rest.put(what, path + "/resume", null);
        }

        @Override
        String verb() {
            return "resume";
        }
    }

    /** {@code connector restart}. */
    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            description = "Restarts a connector and its tasks, or what failed of them, or one task.")
    static final class Restart extends OnOne {
        @Option(names = "--failed", description = "Only what failed.")
        private boolean failed;

        @Option(names = "--task", paramLabel = "N", description = "Only this task.")
        private @Nullable Integer task;

        @Override
        void change(Rest rest, String what, String path) {
            if (task != null && failed) {
                throw new Refused(Main.USAGE, "connector restart: --task and --failed exclude each other");
            }
            rest.post(
                    task == null ? what : what + " task " + task,
                    path
                            + (task == null
                                    ? "/restart?includeTasks=true&onlyFailed=" + failed
                                    : "/tasks/" + task + "/restart"),
                    null);
        }

        @Override
        String verb() {
            return "restart";
        }
    }

    /** {@code connector delete}. */
    @Command(
            name = "delete",
            aliases = "rm",
            mixinStandardHelpOptions = true,
            description = "Stops and deletes a connector; what it wrote stays.")
    static final class Delete extends OnOne {
        @Override
        void change(Rest rest, String what, String path) {
            rest.delete(what, path);
        }

        @Override
        String verb() {
            return "delete";
        }
    }

    /** {@code connector validate}. */
    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Checks a connector's JSON without creating it, and names every wrong key.")
    static final class Validate implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Parameters(
                paramLabel = "FILE|-",
                description = "{\"name\": ..., \"config\": {...}}, or a config with a name; - for standard input.")
        private String file = "";

        @Override
        public Integer call() {
            ConnectorFile connector = ConnectorFile.read(file);
            String type = connector.config().path("connector.class").asText("");
            if (type.isEmpty()) {
                throw new Refused(
                        Main.USAGE, file + ": has no connector.class; 'connector plugins' lists what there is");
            }
            JsonNode verdict = connect.rest()
                    .put(
                            "connector " + connector.name(),
                            "/connector-plugins/" + Rest.segment(type) + "/config/validate",
                            connector.config());
            print(verdict);
            return verdict.path("error_count").asInt() == 0 ? Main.OK : Main.FAILED;
        }

        private void print(JsonNode verdict) {
            if (output.json()) {
                System.out.println(verdict);
                return;
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            for (JsonNode config : verdict.path("configs")) {
                for (JsonNode error : config.path("value").path("errors")) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("key", config.path("value").path("name").asText());
                    row.put("error", error.asText());
                    rows.add(row);
                }
            }
            if (rows.isEmpty()) {
                System.out.println("valid");
            } else {
                output.rows(List.of("key", "error"), rows);
            }
        }
    }
}
