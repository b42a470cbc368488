package io.millrace.platform.cli;

import io.millrace.client.admin.Configs.Change;
import io.millrace.client.admin.Configs.Entry;
import io.millrace.client.admin.Configs.Operation;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code node}: how a node that runs is configured. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and changes the configuration of a node that runs.",
        subcommands = {NodeCommand.Describe.class, NodeCommand.Alter.class})
final class NodeCommand {
    /** The node of that number; the only one when none is given. */
    private static ConfigResource node(ClientSession session, @Nullable Integer wanted) {
        List<Integer> nodes = session.value(session.client().admin().cluster()::nodes);
        String all = nodes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        if (wanted == null && nodes.size() != 1) {
            throw new Refused(Main.USAGE, "which node? there are " + all);
        }
        int id = wanted == null ? nodes.get(0) : wanted;
        if (!nodes.contains(id)) {
            throw new Refused(Main.NOT_FOUND, "node " + id + ": does not exist; there are " + all);
        }
        return new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
    }

    /** {@code node describe}. */
    @Command(name = "describe", mixinStandardHelpOptions = true, description = "Shows a node's configs.")
    static final class Describe implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "NODE", arity = "0..1", description = "Its number (default: the only one).")
        private @Nullable Integer id;

        @Option(names = "--set-only", description = "Only what somebody set, and no defaults.")
        private boolean setOnly;

        @Override
        public Integer call() {
            Map<String, Entry> found;
            try (ClientSession session = bootstrap.connect()) {
                ConfigResource node = node(session, id);
                found = session.<Map<ConfigResource, Map<String, Entry>>>value(
                                answer -> session.client().admin().configs().describe(List.of(node), answer))
                        .getOrDefault(node, Map.of());
            } catch (ApiException e) {
                throw new Refused(Main.FAILED, "node: " + e.getMessage());
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            new TreeMap<>(found).forEach((key, entry) -> {
                String source = source(entry);
                if (!setOnly || !source.equals("default")) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("config", key);
                    row.put("value", entry.value() == null ? "" : entry.value());
                    row.put("source", source);
                    row.put("changes", entry.readOnly() ? "at a start" : "at run time");
                    rows.add(row);
                }
            });
            output.rows(List.of("config", "value", "source", "changes"), rows);
            return Main.OK;
        }

        /** Who said so. */
        private static String source(Entry entry) {
            return switch (entry.source()) {
                case 2 -> "node";
                case 3 -> "cluster";
                case 4 -> "file";
                default -> "default";
            };
        }
    }

    /** {@code node alter}. */
    @Command(
            name = "alter",
            mixinStandardHelpOptions = true,
            description = "Changes a node's configs while it runs; they outlive its next start.")
    static final class Alter implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "NODE", arity = "0..1", description = "Its number (default: the only one).")
        private @Nullable Integer id;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "KEY=VALUE",
                description = "A configuration that 'node describe' says to change at run time, such as"
                        + " log.retention.ms=3600000.")
        private Map<String, String> configs = new LinkedHashMap<>();

        @Option(names = "--reset", paramLabel = "KEY", description = "A configuration that is no longer set so.")
        private List<String> resets = new ArrayList<>();

        @Override
        public Integer call() {
            List<Change> changes = new ArrayList<>();
            configs.forEach((key, value) -> changes.add(new Change(key, Operation.SET, value)));
            resets.forEach(key -> changes.add(new Change(key, Operation.DELETE, null)));
            if (changes.isEmpty()) {
                throw new Refused(Main.USAGE, "node alter: nothing to change; give --config or --reset");
            }
            String name = "";
            try (ClientSession session = bootstrap.connect()) {
                ConfigResource node = node(session, id);
                name = node.name();
                session.done(done -> session.client().admin().configs().alter(node, changes, done));
            } catch (ApiException e) {
                throw new Refused(Main.FAILED, "node " + name + ": " + e.getMessage());
            }
            if (output.json()) {
                System.out.println(Output.line(Map.of("node", Integer.parseInt(name), "altered", true)));
            }
            return Main.OK;
        }
    }
}
