package io.millrace.connect.task.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.ClientThread;
import io.millrace.client.config.ClientConfig;
import io.millrace.connect.task.RunningTask;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class SourceTaskTest {
    private static final Map<String, String> COUNTER = Map.of("counter", "one");
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    @TempDir
    Path directory;

    private Bench bench;
    private Queue<String> board;
    private String boardName;

    @BeforeEach
    void open(TestInfo test) {
        bench = Bench.tiny(directory);
        boardName = "source." + test.getDisplayName();
        board = Bench.board(boardName);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private Map<String, String> config(int count, String... more) {
        Map<String, String> config = new HashMap<>(Map.of(
                "tiny.topic",
                "rows",
                "tiny.count",
                Integer.toString(count),
                "tiny.board",
                boardName,
                "value.converter",
                JSON,
                "value.converter.schemas.enable",
                "false"));
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    @Test
    void recordsGoThroughTransformationsAndConvertersIntoTheLog() {
        bench.start(
                "TinySource",
                config(
                        25,
                        "transforms",
                        "key,id,text",
                        "transforms.key.type",
                        "org.apache.kafka.connect.transforms.ValueToKey",
                        "transforms.key.fields",
                        "id",
                        "transforms.id.type",
                        "ExtractField$Key",
                        "transforms.id.field",
                        "id",
                        "transforms.text.type",
                        "Cast$Key",
                        "transforms.text.spec",
                        "string"));

        List<String> rows = bench.read("rows", 25);

        assertThat(rows).hasSize(25).startsWith("0={\"id\":0,\"name\":\"n0\"}", "1={\"id\":1,\"name\":\"n1\"}");
        assertThat(bench.heard.all).containsSubsequence("started", "touched rows");
        assertThat(board).contains("start at 0 in true");
    }

    @Test
    void timestampsAndHeadersAreTheRecords() {
        bench.start("TinySource", config(2, "tiny.header", "yes"));

        List<Bench.Read> rows = bench.records("rows", 2);

        assertThat(rows).extracting(Bench.Read::timestamp).containsExactly(1_000L, 1_001L);
        assertThat(rows.get(1).headers()).containsEntry("h", "1");
    }

    @Test
    void offsetsAreWrittenOnceTheirRecordsAreInTheLogAndTheTaskGoesOnFromThere() {
        RunningTask first = bench.start("TinySource", config(25));
        bench.read("rows", 25);
        Bench.await(() -> Map.of("n", 24).equals(bench.offsets.kept.get(COUNTER)));
        Bench.await(() -> board.contains("commit"));
        bench.stop(first);

        bench.start("TinySource", config(30));

        assertThat(bench.read("rows", 30)).hasSize(30);
        assertThat(board).contains("stop", "start at 25 in true");
        assertThat(bench.heard.all).contains("stopped");
    }

    @Test
    void noOffsetIsWrittenBeforeItsRecordsAreAcknowledged() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ClientThread nowhere =
                        ClientThread.start("nowhere", ClientConfig.to("127.0.0.1:" + silent.getLocalPort()))) {
            RunningTask task = bench.start(nowhere, "TinySource", 0, config(25), bench.heard);
            Bench.await(() -> board.contains("commit"));
            Bench.await(() -> bench.heard.all.contains("touched rows"));

            bench.stop(task);

            assertThat(bench.offsets.kept).isEmpty();
            assertThat(bench.heard.all).contains("stopped");
        }
    }

    @Test
    void aKilledTaskLosesNothing() {
        RunningTask first = bench.start("TinySource", config(100_000));
        bench.read("rows", 1_000);
        // As if the worker died: what was written of offsets by now is all that is left.
        Map<Map<String, ?>, Map<String, ?>> survived = new HashMap<>(bench.offsets.kept);
        bench.stop(first);
        bench.offsets.kept.clear();
        bench.offsets.kept.putAll(survived);
        int from = survived.isEmpty() ? 0 : (Integer) survived.get(COUNTER).get("n") + 1;

        bench.start("TinySource", config(from + 500));
        Bench.await(() -> board.contains("start at " + from + " in true"));
        Bench.await(() -> Map.of("n", from + 499).equals(bench.offsets.kept.get(COUNTER)));

        Set<String> ids = new HashSet<>();
        bench.read("rows", from + 500).forEach(row -> ids.add(row));
        for (int i = 0; i < from + 500; i++) {
            assertThat(ids).contains("null={\"id\":" + i + ",\"name\":\"n" + i + "\"}");
        }
    }

    @Test
    void stoppingWritesWhatIsAcknowledged() {
        RunningTask task = bench.start("TinySource", config(500));
        bench.read("rows", 10);

        bench.stop(task);

        int last = (Integer) bench.offsets.kept.get(COUNTER).get("n");
        assertThat(bench.read("rows", last + 1)).hasSize(last + 1);
    }

    @Test
    void aTaskThatWantsToKnowHearsOfEachRecord() {
        bench.start("TinySource", config(3, "tiny.acks", "yes"));

        Bench.await(() -> board.contains("acked 2"));

        assertThat(board).containsSubsequence("acked 0", "acked 1", "acked 2");
    }

    @Test
    void aFailureNamesItsStageAndHidesSecrets() {
        bench.start("TinySource", config(20, "tiny.fail.at", "15", "tiny.password", "marker-4711"));

        String failure = bench.heard.failure();

        assertThat(failure).isEqualTo("failed: poll (TinySource$Counter): row 15 of [hidden] is bad");
        assertThat(bench.heard.trace).contains("ConnectException").doesNotContain("marker-4711");
        assertThat(bench.read("rows", 10)).hasSize(10);
        assertThat(bench.offsets.kept.get(COUNTER)).isEqualTo(Map.of("n", 9));
    }

    @Test
    void anErrorOfAnyKindFailsTheTaskAndIsTold() {
        RunningTask task = bench.start("TinySource", config(20, "tiny.error.at", "15"));

        assertThat(bench.heard.failure())
                .startsWith("failed: poll (TinySource$Counter): ")
                .contains("no provider");
        bench.stop(task);
    }

    @Test
    void aRecordThatCannotBeConvertedFailsTheTaskWithItsPlace() {
        bench.start("TinySource", config(5, "tiny.bad.at", "3"));

        assertThat(bench.heard.failure())
                .startsWith("failed: value converter (JsonConverter) at {counter=one} {n=3}: ");
    }

    @Test
    void toleratedItIsLeftOutAndTheRestGoesOn() {
        bench.start("TinySource", config(5, "tiny.bad.at", "3", "errors.tolerance", "all"));

        assertThat(bench.read("rows", 4)).hasSize(4).noneMatch(row -> row.contains("\"id\":3"));
        Bench.await(() -> Map.of("n", 4).equals(bench.offsets.kept.get(COUNTER)));
        assertThat(bench.heard.all).anyMatch(each -> each.startsWith("skipped: value converter"));
    }

    @Test
    void topicsAreMadeAsTheConfigSays() {
        bench.start(
                "TinySource",
                config(
                        1,
                        "transforms",
                        "key",
                        "transforms.key.type",
                        "ValueToKey",
                        "transforms.key.fields",
                        "id",
                        "topic.creation.groups",
                        "compact",
                        "topic.creation.compact.include",
                        "r.*",
                        "topic.creation.compact.partitions",
                        "1",
                        "topic.creation.compact.cleanup.policy",
                        "compact",
                        "topic.creation.default.partitions",
                        "3"));
        bench.read("rows", 1);

        assertThat(bench.topicConfig("rows")).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void aPredicateDecidesWhatIsTransformed() {
        bench.start(
                "TinySource",
                config(
                        3,
                        "transforms",
                        "drop",
                        "transforms.drop.type",
                        "Filter",
                        "transforms.drop.predicate",
                        "other",
                        "transforms.drop.negate",
                        "true",
                        "predicates",
                        "other",
                        "predicates.other.type",
                        "TopicNameMatches",
                        "predicates.other.pattern",
                        "rows"));

        assertThat(bench.read("rows", 3)).hasSize(3);
    }

    @Test
    void atRestItPollsNoMoreAndAfterwardsGoesOn() {
        RunningTask task = bench.start("TinySource", config(1_000_000));
        bench.read("rows", 10);

        task.pause();
        Bench.await(() -> bench.heard.all.contains("paused"));
        task.resume();
        Bench.await(() -> bench.heard.all.contains("resumed"));

        assertThat(bench.heard.all).containsSubsequence("started", "paused", "resumed");
    }
}
