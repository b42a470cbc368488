package io.millrace.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.errors.TaskIdFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {
    @Test
    void readsWhatItWrites() {
        TaskId id = new TaskId(3, 14);

        assertThat(id).hasToString("3_14");
        assertThat(TaskId.parse("3_14")).isEqualTo(id).hasSameHashCodeAs(id);
    }

    @Test
    void sortsBySubTopologyThenPartition() {
        assertThat(new TaskId(1, 9)).isLessThan(new TaskId(2, 0));
        assertThat(new TaskId(2, 1)).isGreaterThan(new TaskId(2, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "_", "3_", "_3", "a_1", "1_2_3"})
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> TaskId.parse(text))
                .isInstanceOf(TaskIdFormatException.class)
                .hasMessageContaining("from " + text);
    }
}
