package io.millrace.platform.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of {@code connector} that only ask. */
final class ConnectorQueries {
    private ConnectorQueries() {}

    /** A failure in one line: the server's own, or the first line of its trace. */
    private static String error(JsonNode state) {
        String error = state.path("error").asText("");
        return error.isEmpty()
                ? state.path("trace").asText("").lines().findFirst().orElse("")
                : error;
    }

    /** With when it starts again, if it does. */
    private static String errorAndRestart(JsonNode state) {
        long inMs = state.path("restart_in_ms").asLong(-1);
        return error(state) + (inMs < 0 ? "" : " (starts again in " + (inMs + 999) / 1_000 + " s)");
    }

    private static Map<String, Object> row(String what, JsonNode state) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("part", what);
        row.put("state", state.path("state").asText());
        row.put("worker", state.path("worker_id").asText());
        row.put("error", errorAndRestart(state));
        return row;
    }

    /** {@code connector list}. */
    @Command(
            name = "list",
            aliases = "ls",
            mixinStandardHelpOptions = true,
            description = "Lists the connectors with their states.")
    static final class Listing implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            JsonNode all = connect.rest().get("connectors", "/connectors?expand=status");
            List<Map<String, Object>> rows = new ArrayList<>();
            Map<String, JsonNode> byName = new TreeMap<>();
            all.fields()
                    .forEachRemaining(
                            each -> byName.put(each.getKey(), each.getValue().path("status")));
            byName.forEach((name, status) -> rows.add(row(name, status)));
            output.rows(List.of("connector", "type", "state", "tasks", "error"), rows);
            return Main.OK;
        }

        private Map<String, Object> row(String name, JsonNode status) {
            Map<String, Integer> states = new TreeMap<>();
            String error = error(status.path("connector"));
            for (JsonNode task : status.path("tasks")) {
                states.merge(task.path("state").asText(), 1, Integer::sum);
                error = error.isEmpty() ? error(task) : error;
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("connector", name);
            row.put("type", status.path("type").asText());
            row.put("state", status.path("connector").path("state").asText());
            row.put("tasks", output.json() ? states : text(states));
            row.put("error", error);
            return row;
        }

        private static String text(Map<String, Integer> states) {
            return String.join(
                    ", ",
                    states.entrySet().stream()
                            .map(state -> state.getValue() + " " + state.getKey())
                            .toList());
        }
    }

    /** {@code connector status}. */
    @Command(
            name = "status",
            aliases = "describe",
            mixinStandardHelpOptions = true,
            description = "Prints the state of a connector and of each of its tasks.")
    static final class Status implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "CONNECTOR", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() {
            JsonNode status = connect.rest().get("connector " + name, ConnectorCommand.path(name) + "/status");
            if (output.json()) {
                System.out.println(status);
                return Main.OK;
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            rows.add(row("connector", status.path("connector")));
            status.path("tasks")
                    .forEach(task -> rows.add(row("task " + task.path("id").asText(), task)));
            output.rows(List.of("part", "state", "worker", "error"), rows);
            return Main.OK;
        }
    }

    /** {@code connector plugins}. */
    @Command(
            name = "plugins",
            mixinStandardHelpOptions = true,
            description = "Lists the classes that the worker can run.")
    static final class Plugins implements Callable<Integer> {
        @Mixin
        private ConnectAt connect = new ConnectAt();

        @Mixin
        private Output output = new Output();

        @Option(
                names = {"-a", "--all"},
                description = "Converters, transforms and predicates as well as connectors.")
        private boolean all;

        @Override
        public Integer call() {
            JsonNode plugins =
                    connect.rest().get("plugins", "/connector-plugins" + (all ? "?connectorsOnly=false" : ""));
            List<Map<String, Object>> rows = new ArrayList<>();
            for (JsonNode plugin : plugins) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("class", plugin.path("class").asText());
                row.put("type", plugin.path("type").asText());
                row.put("version", plugin.path("version").asText(""));
                rows.add(row);
            }
            output.rows(List.of("class", "type", "version"), rows);
            return Main.OK;
        }
    }
}
