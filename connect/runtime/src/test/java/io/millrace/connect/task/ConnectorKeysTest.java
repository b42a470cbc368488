package io.millrace.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class ConnectorKeysTest {
    private final Plugins plugins = Plugins.scan(List.of(), getClass().getClassLoader());

    private Map<String, List<String>> errors(PluginKind kind, Map<String, String> config) {
        ConfigDef def = ConnectorKeys.of(kind, config, plugins);
        return def.validate(config).stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    @Test
    void defaultsAreKafkaConnects() {
        Map<String, Object> sink = ConnectorKeys.of(PluginKind.SINK).defaultValues();

        assertThat(sink)
                .containsEntry("tasks.max", 1)
                .containsEntry("errors.tolerance", "none")
                .containsEntry("errors.retry.timeout", 0L)
                .containsEntry("errors.retry.delay.max.ms", 60_000L)
                .containsEntry("errors.deadletterqueue.topic.name", "")
                .containsEntry("config.action.reload", "restart");
    }

    @Test
    void everyBadKeyIsNamedWithWhatItMayBe() {
        Map<String, List<String>> errors = errors(
                PluginKind.SOURCE,
                Map.of(
                        "name", "it",
                        "tasks.max", "0",
                        "errors.tolerance", "some",
                        "value.converter", "Jsonn",
                        "connector.class", "Nothing",
                        "transforms", "a,b",
                        "transforms.a.type", "NoSuch",
                        "transforms.b.type", "ExtractField$Key"));

        assertThat(errors)
                .containsOnlyKeys(
                        "tasks.max",
                        "errors.tolerance",
                        "value.converter",
                        "connector.class",
                        "transforms.a.type",
                        "transforms.b.field");
        assertThat(errors.get("errors.tolerance").get(0)).contains("none, all");
        assertThat(errors.get("value.converter").get(0)).contains("JsonConverter");
    }

    @Test
    void convertersAndPredicatesBringTheirKeys() {
        ConfigDef def = ConnectorKeys.of(
                PluginKind.SOURCE,
                Map.of(
                        "value.converter", "Json",
                        "predicates", "p",
                        "predicates.p.type", "TopicNameMatches",
                        "topic.creation.groups", "g"),
                plugins);

        assertThat(def.names())
                .contains(
                        "value.converter.schemas.enable",
                        "predicates.p.pattern",
                        "topic.creation.g.include",
                        "topic.creation.default.partitions")
                .doesNotContain("value.converter.converter.type");
    }

    @Test
    void restartsComeLaterEachTimeUpToACap() {
        RestartPolicy policy = RestartPolicy.from(
                Map.of("errors.restart.delay.initial.ms", "100", "errors.restart.delay.max.ms", "350"));

        assertThat(policy.max()).isEqualTo(10);
        assertThat(List.of(policy.delayMs(0), policy.delayMs(1), policy.delayMs(2), policy.delayMs(60)))
                .containsExactly(100L, 200L, 350L, 350L);
    }
}
