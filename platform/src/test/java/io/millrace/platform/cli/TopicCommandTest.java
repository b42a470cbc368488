package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static EmbeddedLog log;
    private static String bootstrap;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        bootstrap = log.bootstrapServers();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void whoAsksForMoreReplicasThanThereAreIsTold() {
        String said =
                "has 1 replica, and min.insync.replicas=2: producers with acks=all are refused until that is less";

        assertThat(call("topic", "create", "lonely", "-c", "min.insync.replicas=2"))
                .isEqualTo(new Call(0, "", "topic lonely: " + said + System.lineSeparator()));
        assertThat(call("topic", "alter", "lonely", "-c", "min.insync.replicas=1")
                        .err())
                .isEmpty();
    }

    @Test
    void aTopicsConfigsAndPartitionsAreAltered() throws Exception {
        assertThat(call("topic", "create", "altered", "-o", "json").out().strip())
                .contains("\"created\":true");
        assertThat(call("topic", "alter", "altered", "-c", "retention.ms=7", "-p", "4")
                        .code())
                .isZero();
        JsonNode altered =
                JSON.readTree(call("topic", "describe", "altered", "-o", "json").out());
        assertThat(altered.get("partitions")).hasSize(4);
        assertThat(altered.get("configs").get("retention.ms").asText()).isEqualTo("7");
        assertThat(altered.get("sources").get("retention.ms").asText()).isEqualTo("topic");
        assertThat(altered.get("sources").get("segment.ms").asText()).isEqualTo("default");
        call("topic", "alter", "altered", "--reset", "retention.ms");
        JsonNode reset =
                JSON.readTree(call("topic", "describe", "altered", "-o", "json").out());
        assertThat(reset.get("configs").get("retention.ms").asText()).isEqualTo("604800000");

        assertThat(call("topic", "alter", "altered", "-p", "2").code()).isEqualTo(Main.FAILED);
        assertThat(call("topic", "alter", "nobody", "-c", "retention.ms=7").code())
                .isEqualTo(Main.NOT_FOUND);
        assertThat(call("topic", "alter", "altered").code()).isEqualTo(Main.USAGE);
        assertThat(call("topic", "rm", "altered", "-o", "json").out()).contains("{\"deleted\":[\"altered\"]}");
    }

    @Test
    void aTopicIsCreatedDescribedListedAndDeleted() throws Exception {
        assertThat(call("topic", "create", "orders", "-p", "3", "-c", "cleanup.policy=compact"))
                .isEqualTo(new Call(0, "", ""));

        JsonNode topic =
                JSON.readTree(call("topic", "describe", "orders", "-o", "json").out());
        assertThat(topic.path("partitions")).hasSize(3);
        assertThat(topic.path("configs").path("cleanup.policy").asText()).isEqualTo("compact");
        assertThat(call("topic", "ls").out().lines()).anyMatch(line -> line.startsWith("orders"));

        assertThat(call("topic", "rm", "orders").code()).isZero();
        assertThat(call("topic", "describe", "orders").code()).isEqualTo(Main.NOT_FOUND);
    }

    @Test
    void theOldestRecordsOfATopicAreDeleted() {
        call("topic", "create", "aged", "-p", "2");
        for (int i = 0; i < 5; i++) {
            send("aged", i % 2);
        }

        assertThat(call("topic", "delete-records", "aged", "--before", "1", "-p", "0", "-o", "json")
                        .out()
                        .strip())
                .isEqualTo("[{\"partition\":0,\"start\":1}]");
        assertThat(call("topic", "delete-records", "aged", "--before", "3"))
                .isEqualTo(new Call(
                        Main.USAGE,
                        "",
                        "millrace: --before: partition 1 of aged ends at 2; nothing was deleted"
                                + System.lineSeparator()));
        assertThat(call("topic", "delete-records", "aged", "--before", "end", "-o", "json")
                        .out()
                        .strip())
                .isEqualTo("[{\"partition\":0,\"start\":3},{\"partition\":1,\"start\":2}]");
        assertThat(call("topic", "delete-records", "aged", "--before", "some").err())
                .startsWith("millrace: --before: some is neither an offset nor end");
        assertThat(call("topic", "delete-records", "aged", "--before", "end", "-p", "2")
                        .code())
                .isEqualTo(Main.NOT_FOUND);
        assertThat(call("topic", "delete-records", "nobody", "--before", "end").code())
                .isEqualTo(Main.NOT_FOUND);
    }

    @Test
    void recordsOfACompactedTopicAreNotDeletedAndItSaysWhy() {
        call("topic", "create", "by-key", "-c", "cleanup.policy=compact");

        Call compacted = call("topic", "delete-records", "by-key", "--before", "end");

        assertThat(compacted.code()).isEqualTo(Main.FAILED);
        assertThat(compacted.err()).startsWith("millrace: topic by-key: its cleanup.policy is compact, ");
    }

    private static void send(String topic, int partition) {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, partition, null, "v"));
        }
    }

    @Test
    void creatingATopicTwiceFailsInOneLine() {
        call("topic", "create", "twice");

        Call again = call("topic", "create", "twice");

        assertThat(again.code()).isEqualTo(Main.FAILED);
        assertThat(again.err().strip()).isEqualTo("millrace: topic twice: exists already");
    }

    @Test
    void deletingWhatIsNotThereSaysSo() {
        Call call = call("topic", "delete", "nothing");

        assertThat(call.code()).isEqualTo(Main.NOT_FOUND);
        assertThat(call.err()).contains("nothing");
    }

    @Test
    void aBadConfigIsNamed() {
        Call call = call("topic", "create", "bad", "-c", "cleanup.policy=perhaps");

        assertThat(call.code()).isEqualTo(Main.FAILED);
        assertThat(call.err()).contains("cleanup.policy");
    }

    @Test
    void aRefusalNamesTheTopicOnceAndSaysWhy() {
        assertThat(call("topic", "delete", "nothing").err().strip())
                .isEqualTo("millrace: topic nothing: does not exist");
        assertThat(call("topic", "create", "many", "-p", "1000000").err())
                .startsWith("millrace: topic many: Topic 'many' with 1000000 partitions");
        Call produce = Call.of("x\n", "produce", "bad name", "-b", bootstrap);
        assertThat(produce.code()).isEqualTo(Main.FAILED);
        assertThat(produce.err().strip())
                .startsWith("millrace: topic bad name, line 1 or before: ")
                .doesNotEndWith(": bad name");
    }

    @Test
    void aPartitionThatIsNotThereIsRefusedAtOnce() {
        call("topic", "create", "narrow", "-p", "2");

        Call call = Call.of("x\n", "produce", "narrow", "-p", "2", "-b", bootstrap);

        assertThat(call.code()).isEqualTo(Main.NOT_FOUND);
        assertThat(call.err().strip()).isEqualTo("millrace: topic narrow: has no partition 2, only 0 to 1");
    }

    @Test
    void aLineIsWrittenWhenTheInputPausesNotWhenItEnds() throws Exception {
        call("topic", "create", "slow");
        Process produce = Call.begin("produce", "slow", "-b", bootstrap);
        produce.getOutputStream().write("first\n".getBytes(StandardCharsets.UTF_8));
        produce.getOutputStream().flush();

        assertThat(call("consume", "slow", "-n", "1").out()).isEqualTo("first\n");

        assertThat(produce.isAlive()).isTrue();
        produce.getOutputStream().close();
        assertThat(Call.end(produce)).isEqualTo(new Call(0, "", ""));
    }

    @Test
    void producingToNobodyIsRefusedBeforeALineIsRead() {
        Call call = Call.of("x\n", "produce", "any", "-b", "127.0.0.1:1");

        assertThat(call.code()).isEqualTo(Main.FAILED);
        assertThat(call.err()).contains("127.0.0.1:1").contains("./millrace start");
    }

    @Test
    void theLinesBeforeOneWithoutAKeyAreWritten() {
        call("topic", "create", "cut");

        Call produce = Call.of("a:1\nb:2\nno key\n", "produce", "cut", "-K", ":", "-b", bootstrap);

        assertThat(produce.code()).isEqualTo(Main.FAILED);
        assertThat(produce.err()).contains("line 3").contains("lines written before it: 2");
        assertThat(call("consume", "cut", "--exit").out().lines()).containsExactly("1", "2");
    }

    @Test
    void aWrongOptionIsNamedWithTheHelpThatHasTheRightOnes() {
        Call wrong = call0("topic", "list", "-o", "xml");
        assertThat(wrong.code()).isEqualTo(Main.USAGE);
        assertThat(wrong.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("millrace: ") && line.contains("xml"))
                .anyMatch(line -> line.contains("millrace topic list --help"));
        assertThat(call0("topic", "lst").err()).contains("lst").contains("list");
    }

    @Test
    void whatIsBuiltLaterIsListedBefore() {
        assertThat(call0("--help").out()).contains("  bench ").contains("  torture ");
    }

    @Test
    void theNameAloneShowsWhatThereIs() {
        for (String[] alone : new String[][] {{}, {"topic"}}) {
            Call call = call0(alone);
            assertThat(call.code()).isEqualTo(Main.USAGE);
            assertThat(call.err()).startsWith("Usage: millrace").contains("Commands:");
        }
    }

    @Test
    void onlyWhatWasAskedForIsConsumed() throws Exception {
        call("topic", "create", "chosen", "-p", "2");
        try (Producer<String, String> producer =
                log.producer(Map.of("transactional.id", "t"), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            for (String value : List.of("a", "b", "no")) {
                producer.beginTransaction();
                Headers headers = new RecordHeaders()
                        .add("by", value.getBytes(StandardCharsets.UTF_8))
                        .add("by", null);
                producer.send(new ProducerRecord<>("chosen", 1, "k", value, headers))
                        .get();
                if (value.equals("no")) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        assertThat(call("consume", "chosen", "-e", "-p", "1").out().lines()).containsExactly("a", "b", "no");
        assertThat(call("consume", "chosen", "-e", "--committed").out().lines()).containsExactly("a", "b");
        assertThat(call("consume", "chosen", "-e", "-p", "0").out()).isEmpty();
        // The marker of the first transaction has the offset 1.
        assertThat(call("consume", "chosen", "-e", "--offset", "1", "--committed", "-f", "%o %h\\n")
                        .out())
                .isEqualTo("2 by=b,by=\n");
        JsonNode first =
                JSON.readTree(call("consume", "chosen", "-n", "1", "-o", "json").out());
        assertThat(first.get("headers").toString())
                .isEqualTo("[{\"key\":\"by\",\"value\":\"a\"},{\"key\":\"by\",\"value\":null}]");
        assertThat(call("consume", "chosen", "-e", "-p", "2").code()).isEqualTo(Main.NOT_FOUND);
        assertThat(call("consume", "chosen", "-e", "-o", "json", "-f", "%v").code())
                .isEqualTo(Main.USAGE);
    }

    @Test
    void whoReadsATopicIsToldThatItWasDeleted() throws Exception {
        call("topic", "create", "leaving");
        assertThat(Call.of("1\n", "produce", "leaving", "-b", bootstrap).code()).isZero();
        Process consume = Call.begin("consume", "leaving", "-b", bootstrap);
        assertThat(consume.getInputStream().read()).isEqualTo('1');

        call("topic", "delete", "leaving");

        Call ended = Call.end(consume);
        assertThat(ended.code()).isEqualTo(Main.NOT_FOUND);
        assertThat(ended.err().strip()).isEqualTo("millrace: topic leaving: was deleted");
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        Call call = call0("topic", "list", "-b", "no-such-host.invalid:9092");

        assertThat(call.code()).isEqualTo(Main.FAILED);
        assertThat(call.err()).contains("no host is known by the name no-such-host.invalid");
    }

    @Test
    void recordsKeepKeyPartitionAndOrder() throws Exception {
        call("topic", "create", "keyed", "-p", "2");
        assertThat(Call.of("a:1\nb:2\na:3\n", "produce", "keyed", "-K", ":", "-b", bootstrap)
                        .code())
                .isZero();

        String out = call("consume", "keyed", "--exit", "-o", "json").out();

        assertThat(out.lines()).hasSize(3);
        assertThat(call("consume", "keyed", "--exit", "-f", "%k=%v\\n").out().lines())
                .containsExactlyInAnyOrder("a=1", "b=2", "a=3")
                .containsSubsequence("a=1", "a=3");
        assertThat(JSON.readTree(out.lines().findFirst().orElseThrow())
                        .path("topic")
                        .asText())
                .isEqualTo("keyed");
    }

    @Test
    void aNodeThatIsNotThereIsNamedWithWhatToDo() {
        Call call = Call.of("", "topic", "list", "-b", "127.0.0.1:1");

        assertThat(call.code()).isEqualTo(Main.FAILED);
        assertThat(call.err()).contains("127.0.0.1:1").contains("./millrace start");
    }

    @Test
    void everyCommandHasHelpAndTheProgramAVersionAndACompletion() {
        for (String command :
                new String[] {"start", "topic", "node", "produce", "consume", "group", "schema", "connector"}) {
            assertThat(call0(command, "--help").out()).startsWith("Usage: millrace " + command);
        }
        assertThat(call0("--version").out()).startsWith("millrace ");
        assertThat(call0("generate-completion").out()).contains("complete");
    }

    private static Call call0(String... arguments) {
        return Call.of("", arguments);
    }

    private static Call call(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--bootstrap";
        all[arguments.length + 1] = bootstrap;
        return Call.of("", all);
    }
}
