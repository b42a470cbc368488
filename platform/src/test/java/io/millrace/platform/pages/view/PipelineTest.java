package io.millrace.platform.pages.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final TopicPartition IN = new TopicPartition("in", 0);

    private final Pipeline pipeline = new Pipeline();

    @Test
    void aSinkIsAsFarBehindAsItHasNotCommitted() {
        look(0, 100, 40, connector("db", true, "RUNNING", null));
        Snapshot snapshot = look(1000, 200, 90, connector("db", true, "RUNNING", null));

        assertThat(snapshot.edges()).containsExactly(new Snapshot.Edge("t:in", "c:db", 50.0, 110L, false));
        assertThat(snapshot.topics().get(0).rate()).isEqualTo(100.0);
        assertThat(snapshot.connectors().get(0).lag()).isEqualTo(110);
    }

    @Test
    void aSinkThatCommittedNothingHasAllToRead() {
        Observed.Connector sink = connector("new", true, "RUNNING", null);

        assertThat(look(0, 100, 40, sink).connectors().get(0).lag()).isEqualTo(100);
    }

    @Test
    void whatArrivesIsItsOnlyWritersDoing() {
        look(0, 100, 0, connector("file", false, "RUNNING", null));
        Snapshot alone = look(1000, 150, 0, connector("file", false, "RUNNING", null));
        Snapshot two = look(
                2000, 200, 0, connector("file", false, "RUNNING", null), connector("other", false, "RUNNING", null));

        assertThat(alone.edges().get(0).rate()).isEqualTo(50.0);
        assertThat(two.edges()).extracting(Snapshot.Edge::rate).containsOnlyNulls();
    }

    @Test
    void failedOnesComeFirstWithWhatFailed() {
        Snapshot snapshot =
                look(0, 0, 0, connector("a", true, "RUNNING", null), connector("z", true, "RUNNING", "disk is full"));

        assertThat(snapshot.connectors()).extracting(Snapshot.Connector::name).containsExactly("z", "a");
        assertThat(snapshot.connectors().get(0).state()).isEqualTo("FAILED");
        assertThat(snapshot.connectors().get(0).error()).isEqualTo("task 0: disk is full");
    }

    private Snapshot look(long atMs, long end, long committed, Observed.Connector... connectors) {
        return pipeline.of(new Observed(
                atMs,
                new Observed.Part("here", null),
                null,
                null,
                Map.of("in", 1),
                0,
                Map.of(IN, 0L),
                Map.of(IN, end),
                Map.of("connect-db", Map.of(IN, committed)),
                List.of(connectors),
                List.of()));
    }

    private static Observed.Connector connector(String name, boolean sink, String state, String error) {
        Observed.Task task = new Observed.Task(0, error == null ? state : "FAILED", error);
        return new Observed.Connector(name, sink, "a.b.C", state, null, List.of(task), List.of("in"), null);
    }
}
