package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.client.admin.NewTopic;
import io.millrace.streams.errors.DefaultProductionExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.task.TaskConfig;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.InternalTopic;
import io.millrace.streams.topology.PartitionCounts;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class InternalTopicsTest {
    private static final TaskConfig TASK = new TaskConfig(
            "app",
            Serdes.ByteArray(),
            Serdes.ByteArray(),
            new FailOnInvalidTimestamp(),
            0,
            0,
            new LogAndFailExceptionHandler(),
            new LogAndFailProcessingExceptionHandler(),
            new DefaultProductionExceptionHandler());

    private static RuntimeConfig config(Map<String, String> topicDefaults) {
        Settings none = Settings.of(Map.of(), List.of());
        return new RuntimeConfig(
                "app",
                new UUID(0, 0),
                TASK,
                100,
                100,
                "earliest",
                topicDefaults,
                (short) 3,
                1_000,
                id -> none,
                none,
                id -> none);
    }

    private static final BuiltTopology TOPOLOGY = new BuiltTopology(
            List.of(new SubTopology(
                    1,
                    List.of(),
                    List.of(
                            store("table", StoreSpec.Kind.KEY_VALUE, 0, true, Map.of("retention.ms", "7")),
                            store("panes", StoreSpec.Kind.WINDOW, 60_000, true, Map.of()),
                            store("forgetful", StoreSpec.Kind.KEY_VALUE, 0, false, Map.of())))),
            List.of(),
            List.of(new InternalTopic("by-word-repartition", OptionalInt.empty(), Map.of())));

    private static final PartitionCounts COUNTS = new PartitionCounts(
            Map.of("by-word-repartition", 4), Map.of("table-changelog", 4, "panes-changelog", 4), Map.of(1, 4));

    @Test
    void haveKafkaStreamsNamesPoliciesAndCounts() {
        Map<String, NewTopic> topics = InternalTopics.of(config(Map.of()), TOPOLOGY, COUNTS).stream()
                .collect(Collectors.toMap(NewTopic::name, Function.identity()));

        assertThat(topics).containsOnlyKeys("app-by-word-repartition", "app-table-changelog", "app-panes-changelog");
        assertThat(topics.values()).allSatisfy(topic -> {
            assertThat(topic.partitions()).isEqualTo(4);
            assertThat(topic.replicationFactor()).isEqualTo((short) 3);
            assertThat(topic.configs()).containsEntry("message.timestamp.type", "CreateTime");
        });
        assertThat(topics.get("app-by-word-repartition").configs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
        assertThat(topics.get("app-table-changelog").configs()).containsEntry("cleanup.policy", "compact");
        assertThat(topics.get("app-panes-changelog").configs())
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "61000");
    }

    @Test
    void takeWhatTheApplicationSetsAndOverThatWhatTheStoreSets() {
        List<NewTopic> topics =
                InternalTopics.of(config(Map.of("segment.bytes", "1000", "retention.ms", "5")), TOPOLOGY, COUNTS);

        assertThat(topics).allSatisfy(topic -> assertThat(topic.configs()).containsEntry("segment.bytes", "1000"));
        assertThat(topics)
                .filteredOn(topic -> topic.name().equals("app-table-changelog"))
                .singleElement()
                .satisfies(topic -> assertThat(topic.configs()).containsEntry("retention.ms", "7"));
    }

    private static StoreSpec store(
            String name, StoreSpec.Kind kind, long retentionMs, boolean logging, Map<String, String> own) {
        return new StoreSpec(name, kind, null, null, 10_000, retentionMs, true, logging, own);
    }
}
