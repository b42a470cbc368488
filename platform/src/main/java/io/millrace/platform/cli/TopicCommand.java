package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.Configs;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic}: topics of a cluster. */
@Command(
        name = "topic",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, lists, describes, alters and deletes topics, and deletes their oldest records.",
        subcommands = {
            TopicCommand.Create.class,
            TopicCommand.Listing.class,
            TopicCommand.Describe.class,
            TopicAlter.class,
            TopicDeleteRecords.class,
            TopicCommand.Delete.class
        })
final class TopicCommand {
    private static void throwAll(Map<String, ApiException> failures) {
        failures.forEach((name, failure) -> {
            int code = failure instanceof UnknownTopicOrPartitionException ? Main.NOT_FOUND : Main.FAILED;
            throw new Refused(code, "topic " + name + ": " + Why.of(name, failure));
        });
    }

    /** {@code topic create}. */
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Creates a topic.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "TOPIC", description = "Its name.")
        private String name = "";

        @Option(
                names = {"-p", "--partitions"},
                paramLabel = "N",
                defaultValue = "1",
                description = "Partitions (default: ${DEFAULT-VALUE}).")
        private int partitions;

        @Option(
                names = {"-r", "--replication-factor"},
                paramLabel = "N",
                defaultValue = "-1",
                description = "Copies (default: the cluster's own choice).")
        private short replicationFactor;

        @Option(
                names = {"-c", "--config"},
                paramLabel = "KEY=VALUE",
                description = "A topic configuration by Kafka's name, such as cleanup.policy=compact.")
        private Map<String, String> configs = new LinkedHashMap<>();

        @Override
        public Integer call() {
            try (ClientSession session = bootstrap.connect()) {
                NewTopic topic = new NewTopic(name, partitions, replicationFactor, configs);
                Admin.Outcomes outcomes =
                        session.value(answer -> session.client().admin().createTopics(List.of(topic), answer));
                throwAll(outcomes.failures());
                MinInSync.warn(session, name, configs);
            }
            if (output.json()) {
                System.out.println(Output.line(Map.of("name", name, "created", true)));
            }
            return Main.OK;
        }
    }

    /** {@code topic list}. */
    @Command(name = "list", aliases = "ls", mixinStandardHelpOptions = true, description = "Lists the topics.")
    static final class Listing implements Callable<Integer> {
        private static Map<String, Object> row(TopicInfo topic) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", topic.name());
            row.put("partitions", topic.partitionCount());
            return row;
        }

        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            List<TopicInfo> topics;
            try (ClientSession session = bootstrap.connect()) {
                topics = new ArrayList<>(
                        session.<List<TopicInfo>>value(session.client().admin()::listTopics));
            }
            topics.sort(Comparator.comparing(TopicInfo::name));
            if (output.json()) {
                System.out.println(Output.line(topics.stream().map(Listing::row).toList()));
            } else {
                System.out.println(Terminal.table(
                        List.of("TOPIC", "PARTITIONS"),
                        topics.stream()
                                .map(topic -> List.of(topic.name(), Integer.toString(topic.partitionCount())))
                                .toList()));
            }
            return Main.OK;
        }
    }

    /** {@code topic describe}. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a topic's partitions and configs.")
    static final class Describe implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "TOPIC", description = "Its name.")
        private String name = "";

        @Override
        public Integer call() {
            TopicInfo topic;
            Map<TopicPartition, Admin.FoundOffset> earliest;
            Map<TopicPartition, Admin.FoundOffset> latest;
            Map<String, Configs.Entry> configs;
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            try (ClientSession session = bootstrap.connect()) {
                Admin admin = session.client().admin();
                Map<String, TopicInfo> found = session.value(answer -> admin.describeTopics(List.of(name), answer));
                if (!found.containsKey(name)) {
                    throw new Refused(Main.NOT_FOUND, "topic " + name + ": does not exist");
                }
                topic = found.get(name);
                earliest = session.value(answer -> admin.listOffsets(specs(topic, Admin.EARLIEST), answer));
                latest = session.value(answer -> admin.listOffsets(specs(topic, Admin.LATEST), answer));
                configs = session.<Map<ConfigResource, Map<String, Configs.Entry>>>value(
                                answer -> admin.configs().describe(List.of(resource), answer))
                        .getOrDefault(resource, Map.of());
            }
            List<Map<String, Object>> partitions = new ArrayList<>();
            for (int p = 0; p < topic.partitionCount(); p++) {
                TopicPartition partition = new TopicPartition(name, p);
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("partition", p);
                row.put("leader", topic.partitions().get(p).leaderId());
                row.put("start", offset(earliest, partition));
                row.put("end", offset(latest, partition));
                partitions.add(row);
            }
            print(topic, partitions, new TreeMap<>(configs));
            return Main.OK;
        }

        private void print(
                TopicInfo topic, List<Map<String, Object>> partitions, TreeMap<String, Configs.Entry> configs) {
            if (output.json()) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("name", topic.name());
                all.put("id", topic.id().toString());
                all.put("partitions", partitions);
                Map<String, String> values = new LinkedHashMap<>();
                Map<String, String> sources = new LinkedHashMap<>();
                configs.forEach((key, entry) -> {
                    values.put(key, value(entry));
                    sources.put(key, source(entry));
                });
                all.put("configs", values);
                all.put("sources", sources);
                System.out.println(Output.line(all));
                return;
            }
            System.out.println(Terminal.table(
                    List.of("PARTITION", "LEADER", "START", "END"),
                    partitions.stream()
                            .map(row ->
                                    row.values().stream().map(String::valueOf).toList())
                            .toList()));
            System.out.println();
            System.out.println(Terminal.table(
                    List.of("CONFIG", "VALUE", "SOURCE"),
                    configs.values().stream()
                            .map(entry -> List.of(entry.name(), value(entry), source(entry)))
                            .toList()));
        }

        private static String value(Configs.Entry entry) {
            return entry.value() == null ? "" : entry.value();
        }

        /** Who said so. */
        private static String source(Configs.Entry entry) {
            return switch (entry.source()) {
                case 1 -> "topic";
                case 2, 3, 4 -> "node";
                default -> "default";
            };
        }

        private static long offset(Map<TopicPartition, Admin.FoundOffset> found, TopicPartition partition) {
            Admin.FoundOffset offset = found.get(partition);
            return offset == null ? Admin.FoundOffset.NONE : offset.offset();
        }

        private static Map<TopicPartition, Long> specs(TopicInfo topic, long spec) {
            Map<TopicPartition, Long> specs = new LinkedHashMap<>();
            for (int p = 0; p < topic.partitionCount(); p++) {
                specs.put(new TopicPartition(topic.name(), p), spec);
            }
            return specs;
        }
    }

    /** {@code topic delete}. */
    @Command(
            name = "delete",
            aliases = "rm",
            mixinStandardHelpOptions = true,
            description = "Deletes topics with their records.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        private Bootstrap bootstrap = new Bootstrap();

        @Mixin
        private Output output = new Output();

        @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
        private List<String> names = List.of();

        @Override
        public Integer call() {
            try (ClientSession session = bootstrap.connect()) {
                Admin.Outcomes outcomes =
                        session.value(answer -> session.client().admin().deleteTopics(names, answer));
                throwAll(outcomes.failures());
            }
            if (output.json()) {
                System.out.println(Output.line(Map.of("deleted", names)));
            }
            return Main.OK;
        }
    }
}
