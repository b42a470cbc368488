package io.millrace.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicConfigsTest {
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
        var described =
                TopicConfigs.describe(Map.of("retention.ms", "5"), List.of("retention.ms", "segment.ms"), true, true);
        assertThat(described)
                .extracting(
                        each -> each.name() + " " + each.value() + " " + each.configSource() + " " + each.configType())
                .containsExactly("retention.ms 5 1 5", "segment.ms 604800000 5 5");
        assertThat(described.get(0).synonyms())
                .extracting(each -> each.name() + " " + each.value() + " " + each.source())
                .containsExactly("retention.ms 5 1", "log.retention.ms 604800000 5");
        assertThat(described).allMatch(each -> !each.documentation().isEmpty());
        assertThat(TopicConfigs.describe(Map.of(), null, false, false))
                .hasSameSizeAs(TopicConfigs.all())
                .allMatch(each -> each.synonyms().isEmpty() && each.documentation() == null);
    }
}
