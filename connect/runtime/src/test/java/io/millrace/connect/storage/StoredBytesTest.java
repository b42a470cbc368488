package io.millrace.connect.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connect.storage.Journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The texts were taken down from Apache Kafka Connect 4.3.1. */
class StoredBytesTest {
    @Test
    void aConnectorIsWrittenAsKafkaConnectDoes() {
        assertThat(text(ConfigRecords.connector("files", Map.of("tasks.max", "2"))))
                .isEqualTo("connector-files={\"properties\":{\"tasks.max\":\"2\"}}");
    }

    @Test
    void tasksAreWrittenBeforeTheCommitThatMakesThemValid() {
        assertThat(ConfigRecords.tasks("f", List.of(Map.of("a", "1"), Map.of("a", "2"))))
                .extracting(StoredBytesTest::text)
                .containsExactly(
                        "task-f-0={\"properties\":{\"a\":\"1\"}}",
                        "task-f-1={\"properties\":{\"a\":\"2\"}}",
                        "commit-f={\"tasks\":2}");
    }

    @Test
    void aStoppedConnectorLooksPausedToOldWorkers() {
        assertThat(text(ConfigRecords.target("f", TargetState.STOPPED)))
                .isEqualTo("target-state-f={\"state\":\"PAUSED\",\"state.v2\":\"STOPPED\"}");
        assertThat(text(ConfigRecords.target("f", TargetState.STARTED)))
                .isEqualTo("target-state-f={\"state\":\"STARTED\",\"state.v2\":\"STARTED\"}");
    }

    @Test
    void aRestartAndADeletionAreWrittenAsKafkaConnectDoes() {
        assertThat(text(ConfigRecords.restart("f", true, false)))
                .isEqualTo("restart-connector-f={\"include-tasks\":true,\"only-failed\":false}");
        assertThat(ConfigRecords.deletion("f"))
                .extracting(StoredBytesTest::text)
                .containsExactly("connector-f=null", "target-state-f=null");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ConfigState state = new ConfigState();
        take(state, ConfigRecords.connector("a-1", Map.of("k", "v")));
        take(state, ConfigRecords.target("a-1", TargetState.STOPPED));
        ConfigRecords.tasks("a-1", List.of(Map.of("t", "0"))).forEach(entry -> take(state, entry));

        assertThat(state.connectors())
                .containsExactly(
                        new StoredConnector("a-1", Map.of("k", "v"), TargetState.STOPPED, List.of(Map.of("t", "0"))));

        ConfigRecords.deletion("a-1").forEach(entry -> take(state, entry));
        assertThat(state.connectors()).isEmpty();
    }

    @Test
    void tasksWithoutTheirCommitDoNotCount() {
        ConfigState state = new ConfigState();
        take(state, ConfigRecords.connector("c", Map.of()));
        List<Entry> entries = ConfigRecords.tasks("c", List.of(Map.of("t", "0"), Map.of("t", "1")));
        take(state, entries.get(0));
        assertThat(state.connectors().get(0).tasks()).isEmpty();

        take(state, entries.get(2));
        assertThat(state.connectors().get(0).tasks()).isEmpty();

        take(state, entries.get(1));
        take(state, entries.get(2));
        assertThat(state.connectors().get(0).tasks()).hasSize(2);
    }

    @Test
    void wholeNumbersComeBackAsLongsAndBytesAsText() {
        byte[] json = Json.bytes(Map.of("position", 7));
        assertThat(Json.readObject(json)).isEqualTo(Map.of("position", 7L));
        assertThat(new String(Json.bytes(Map.of("b", new byte[] {1, 2})), StandardCharsets.UTF_8))
                .isEqualTo("{\"b\":\"AQI=\"}");
        assertThat(Json.read(Json.bytes(List.of(1.5, true, "ä/\"", Map.of()))))
                .isEqualTo(List.of(1.5, true, "ä/\"", Map.of()));
    }

    @Test
    void badJsonIsToldWithoutQuotingIt() {
        assertThatThrownBy(() -> Json.readObject("{\"password\":marker-4711}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("4711");
        assertThatThrownBy(() -> Json.read("[".repeat(50_000).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth");
        assertThatThrownBy(() -> Json.readObject("[]".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("it is no JSON object");
        assertThatThrownBy(() -> Json.read("{} {}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("there is more after the end");
    }

    private static void take(ConfigState state, Entry entry) {
        state.take(new String(entry.key(), StandardCharsets.UTF_8), entry.value());
    }

    private static String text(Entry entry) {
        byte[] value = entry.value();
        return new String(entry.key(), StandardCharsets.UTF_8) + "="
                + (value == null ? "null" : new String(value, StandardCharsets.UTF_8));
    }
}
