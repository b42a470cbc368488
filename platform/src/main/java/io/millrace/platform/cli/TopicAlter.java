package io.millrace.platform.cli;

import io.millrace.client.admin.Admin;
import io.millrace.client.admin.Configs.Change;
import io.millrace.client.admin.Configs.Operation;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.launch.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topic alter}. */
@Command(
        name = "alter",
        mixinStandardHelpOptions = true,
        description = "Changes a topic's configs, or gives it more partitions.")
final class TopicAlter implements Callable<Integer> {
    private static final int AS_MANY_AS_NOW = 0;

    @Mixin
    private Bootstrap bootstrap = new Bootstrap();

    @Mixin
    private Output output = new Output();

    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String name = "";

    @Option(
            names = {"-p", "--partitions"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Partitions in all; never fewer than now.")
    private int partitions;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "KEY=VALUE",
            description = "A topic configuration by Kafka's name, such as retention.ms=3600000.")
    private Map<String, String> configs = new LinkedHashMap<>();

    @Option(names = "--reset", paramLabel = "KEY", description = "A configuration that goes back to its default.")
    private List<String> resets = new ArrayList<>();

    @Override
    public Integer call() {
        List<Change> changes = new ArrayList<>();
        configs.forEach((key, value) -> changes.add(new Change(key, Operation.SET, value)));
        resets.forEach(key -> changes.add(new Change(key, Operation.DELETE, null)));
        if (changes.isEmpty() && partitions == AS_MANY_AS_NOW) {
            throw new Refused(Main.USAGE, "topic alter: nothing to change; give --config, --reset or --partitions");
        }
        try (ClientSession session = bootstrap.connect()) {
            Admin admin = session.client().admin();
            Map<String, TopicInfo> found = session.value(answer -> admin.describeTopics(List.of(name), answer));
            if (!found.containsKey(name)) {
                throw new Refused(Main.NOT_FOUND, "topic " + name + ": does not exist");
            }
            if (!changes.isEmpty()) {
                ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
                session.done(done -> admin.configs().alter(topic, changes, done));
                MinInSync.warn(session, name, configs);
            }
            if (partitions != AS_MANY_AS_NOW) {
                Admin.Outcomes outcomes =
                        session.value(answer -> admin.createPartitions(Map.of(name, partitions), answer));
                outcomes.orThrow();
            }
        } catch (ApiException e) {
            throw new Refused(Main.FAILED, "topic " + name + ": " + Why.of(name, e));
        }
        if (output.json()) {
            System.out.println(Output.line(Map.of("name", name, "altered", true)));
        }
        return Main.OK;
    }
}
