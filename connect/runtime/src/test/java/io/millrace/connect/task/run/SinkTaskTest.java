package io.millrace.connect.task.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.group.Offset;
import io.millrace.connect.task.RunningTask;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class SinkTaskTest {
    private static final TopicPartition IN = new TopicPartition("in", 0);

    @TempDir
    Path directory;

    private Bench bench;
    private Queue<String> board;
    private String boardName;

    @BeforeEach
    void open(TestInfo test) {
        bench = Bench.tiny(directory);
        boardName = "sink." + test.getDisplayName();
        board = Bench.board(boardName);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private Map<String, String> config(String... more) {
        Map<String, String> config = new HashMap<>(
                Map.of("topics", "in", "tiny.board", boardName, "consumer.override.heartbeat.interval.ms", "50"));
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    private void awaitCommitted(long offset) {
        Bench.await(
                () -> bench.committed().getOrDefault(IN, Offset.of(-1)).offset() == offset,
                () -> bench.committed() + " " + board + " " + bench.heard.all);
    }

    @Test
    void whatWasPutIsCommittedAndNotGivenAgain() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a", "b");
        RunningTask first = bench.start("TinySink", config());
        Bench.await(() -> board.contains("b"));
        awaitCommitted(2);
        bench.stop(first);
        bench.append("in", 0, "c");

        bench.start("TinySink", config());
        Bench.await(() -> board.contains("c"));

        assertThat(board.stream().filter(each -> each.length() == 1)).containsExactly("a", "b", "c");
        assertThat(board).containsSubsequence("open 1", "a", "b", "flush", "close 1", "stop", "open 1", "c");
        assertThat(bench.heard.all).containsSubsequence("started", "touched in", "stopped");
    }

    @Test
    void aRecordTellsWhoseTimeItBears() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a");
        bench.makeTopic("stamped", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        bench.append("stamped", 0, "b");

        bench.start("TinySink", config("topics", "in,stamped", "tiny.times", "yes"));

        Bench.await(() -> board.contains("a") && board.contains("b"));
        Bench.await(() -> board.contains("CreateTime 5"), board::toString);
        Bench.await(() -> board.stream().anyMatch(each -> each.matches("LogAppendTime \\d{13}")), board::toString);
    }

    @Test
    void aTopicThatComesLaterIsRead() {
        bench.start("TinySink", config("topics", "late"));
        bench.makeTopic("late", 1);
        bench.append("late", 0, "x");

        Bench.await(() -> board.contains("x"));

        assertThat(board).contains("x");
    }

    @Test
    void topicsAreFoundByPattern() {
        bench.makeTopic("in-a", 1);
        bench.makeTopic("out", 1);
        bench.append("out", 0, "no");
        bench.append("in-a", 0, "yes");

        bench.start("TinySink", config("topics", "", "topics.regex", "in-.*"));
        Bench.await(() -> board.contains("yes"));

        assertThat(board).doesNotContain("no");
    }

    @Test
    void whatMayPassIsPutAgain() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a", "b");

        bench.start("TinySink", config("tiny.refusals", "3"));
        Bench.await(() -> board.contains("b"));
        awaitCommitted(2);

        assertThat(board.stream().filter(each -> each.length() == 1)).containsExactly("a", "b");
    }

    @Test
    void aPoisonRecordFailsTheTaskWithItsPlaceAndWhatWasPutBeforeIsKept() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a");
        bench.start("TinySink", config("tiny.fail.value", "bad", "tiny.password", "marker-4711"));
        Bench.await(() -> board.contains("a"));
        bench.append("in", 0, "bad");

        String failure = bench.heard.failure();

        assertThat(failure).isEqualTo("failed: put (TinySink$Writer) at in-0@1: cannot store bad with [hidden]");
        assertThat(bench.heard.trace).doesNotContain("marker-4711");
        awaitCommitted(1);
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersWithWhatHappened() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "1", "{no json", "2");
        bench.start(
                "TinySink",
                config(
                        "value.converter", "Json",
                        "value.converter.schemas.enable", "false",
                        "errors.tolerance", "all",
                        "errors.deadletterqueue.topic.name", "dead",
                        "errors.deadletterqueue.context.headers.enable", "true"));

        Bench.Read letter = bench.records("dead", 1).get(0);
        Bench.await(() -> board.contains("2"));
        awaitCommitted(3);

        assertThat(letter.value()).isEqualTo("{no json");
        assertThat(letter.key()).isEqualTo("k{no json");
        assertThat(letter.headers())
                .containsEntry("__connect.errors.topic", "in")
                .containsEntry("__connect.errors.partition", "0")
                .containsEntry("__connect.errors.offset", "1")
                .containsEntry("__connect.errors.connector.name", "it")
                .containsEntry("__connect.errors.task.id", "0")
                .containsEntry("__connect.errors.stage", "VALUE_CONVERTER")
                .containsEntry("__connect.errors.class.name", "org.apache.kafka.connect.json.JsonConverter")
                .containsKeys(
                        "__connect.errors.exception.class.name",
                        "__connect.errors.exception.message",
                        "__connect.errors.exception.stacktrace")
                .hasSize(10);
        assertThat(bench.heard.all)
                .anyMatch(each -> each.startsWith("skipped: value converter (JsonConverter) at in-0@1"));
    }

    @Test
    void whatTheTaskItselfRefusesGoesThereAsItWas() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a", "poison", "b");
        bench.start(
                "TinySink",
                config(
                        "tiny.report.value", "changed-poison",
                        "transforms", "mark",
                        "transforms.mark.type", "RegexRouter",
                        "transforms.mark.regex", "in",
                        "transforms.mark.replacement", "elsewhere",
                        "errors.tolerance", "all",
                        "errors.deadletterqueue.topic.name", "dead",
                        "tiny.report.value", "poison"));

        assertThat(bench.read("dead", 1)).containsExactly("kpoison=poison");
        awaitCommitted(3);
        assertThat(board.stream().filter(each -> each.length() == 1)).containsExactly("a", "b");
    }

    @Test
    void withoutToleranceTheFirstOneFailsTheTask() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "{no json");

        bench.start("TinySink", config("value.converter", "Json", "value.converter.schemas.enable", "false"));

        assertThat(bench.heard.failure()).startsWith("failed: value converter (JsonConverter) at in-0@0: ");
        assertThat(bench.committed()).isEmpty();
    }

    @Test
    void twoTasksShareThePartitionsAndOneTakesOverFromTheOther() {
        bench.makeTopic("in", 4);
        Bench.Heard other = new Bench.Heard();
        bench.start("TinySink", config());
        RunningTask second = bench.start("TinySink", 1, config(), other);
        Bench.await(() -> board.stream().filter("open 2"::equals).count() >= 2, board::toString);
        IntStream.range(0, 4).forEach(p -> bench.append("in", p, "p" + p));
        Bench.await(() -> board.stream().filter(each -> each.startsWith("p")).count() == 4);

        bench.stop(second);
        Bench.await(() -> board.contains("open 4") && List.copyOf(board).lastIndexOf("open 4") > 0);
        IntStream.range(0, 4).forEach(p -> bench.append("in", p, "q" + p));
        Bench.await(() -> board.stream().filter(each -> each.startsWith("q")).count() == 4, board::toString);

        assertThat(board.stream().filter(each -> each.startsWith("p") || each.startsWith("q")))
                .containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "q0", "q1", "q2", "q3");
    }

    @Test
    void aPutThatTakesLongerThanTheSessionKeepsThePartitions() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "slow");

        bench.start("TinySink", config("tiny.block.ms", "2500", "consumer.override.session.timeout.ms", "2000"));
        Bench.await(() -> board.contains("slow"));
        awaitCommitted(1);

        assertThat(board).containsOnlyOnce("open 1").doesNotContain("close 1");
    }

    @Test
    void theTaskMayGoBack() {
        bench.makeTopic("in", 1);
        bench.append("in", 0, "a", "b");

        bench.start("TinySink", config("tiny.rewind.at", "b"));
        Bench.await(() -> board.stream().filter("b"::equals).count() == 2, board::toString);

        assertThat(board.stream().filter(each -> each.length() == 1)).containsExactly("a", "b", "a", "b");
    }

    @Test
    void atRestItIsGivenNothingAndAfterwardsAll() {
        bench.makeTopic("in", 1);
        RunningTask task = bench.start("TinySink", config());
        Bench.await(() -> board.contains("open 1"));
        task.pause();
        Bench.await(() -> bench.heard.all.contains("paused"));
        bench.append("in", 0, "later");
        assertThat(board).doesNotContain("later");

        task.resume();
        Bench.await(() -> board.contains("later"));

        assertThat(bench.heard.all).containsSubsequence("paused", "resumed");
    }
}
