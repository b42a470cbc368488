package io.millrace.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicConfigsTest {
    @Test
    void whatTheNodeSetsGoesBeforeTheDefaultAndMillisecondsBeforeHours() {
        NodeValues file = NodeValues.ofFile(Map.of("log.retention.hours", "2", "log.retention.minutes", "5"));
        NodeValues changed = file.with(Map.of(), Map.of("log.retention.ms", "7"));

        assertThat(TopicConfigs.TABLE.inForce("retention.ms", Map.of(), file)).isEqualTo("300000");
        assertThat(TopicConfigs.TABLE.inForce("retention.ms", Map.of(), changed))
                .isEqualTo("7");
        assertThat(TopicConfigs.TABLE.inForce("retention.ms", Map.of("retention.ms", "9"), changed))
                .isEqualTo("9");
        assertThat(changed.topicDefaults()).containsExactly(Map.entry("retention.ms", "7"));
        var described = TopicConfigs.TABLE.describe(Map.of(), changed, List.of("retention.ms"), true, false);
        assertThat(described.get(0).synonyms())
                .extracting(each -> each.name() + " " + each.value() + " " + each.source())
                .containsExactly(
                        "log.retention.ms 7 3",
                        "log.retention.minutes 5 4",
                        "log.retention.hours 2 4",
                        "log.retention.hours 168 5");
    }

    @Test
    void aKeyOfTheNodeThatMeansForEverStaysSo() {
        NodeValues file = NodeValues.ofFile(Map.of("log.retention.hours", "-1"));
        assertThat(TopicConfigs.TABLE.inForce("retention.ms", Map.of(), file)).isEqualTo("-1");
    }

    @Test
    void theKeysAreKafkasOwn() {
        Map<String, String> defaults = new TreeMap<>();
        TopicConfigs.all().forEach(each -> defaults.put(each.name(), each.defaultValue()));
        assertThat(defaults)
                .containsEntry("segment.bytes", "1073741824")
                .containsEntry("delete.retention.ms", "86400000")
                .containsEntry("flush.ms", "9223372036854775807")
                .containsEntry("min.cleanable.dirty.ratio", "0.5");
        TopicConfigs.all()
                .forEach(each -> assertThat(
                                each.defaultValue().isEmpty()
                                        ? null
                                        : TopicConfigs.fault(each.name(), each.defaultValue()))
                        .as(each.name())
                        .isNull());
    }

    @Test
    void aDescriptionTellsWhereAValueComesFrom() {
        var described = TopicConfigs.TABLE.describe(
                Map.of("retention.ms", "5"), NodeValues.NONE, List.of("retention.ms", "segment.ms"), true, true);
        assertThat(described)
                .extracting(
                        each -> each.name() + " " + each.value() + " " + each.configSource() + " " + each.configType())
                .containsExactly("retention.ms 5 1 5", "segment.ms 604800000 5 5");
        assertThat(described.get(0).synonyms())
                .extracting(each -> each.name() + " " + each.value() + " " + each.source())
                .containsExactly("retention.ms 5 1", "log.retention.hours 168 5");
        assertThat(described).allMatch(each -> !each.documentation().isEmpty());
        assertThat(TopicConfigs.TABLE.describe(Map.of(), NodeValues.NONE, null, false, false))
                .hasSameSizeAs(TopicConfigs.all())
                .allMatch(each -> each.synonyms().isEmpty() && each.documentation() == null);
    }
}
