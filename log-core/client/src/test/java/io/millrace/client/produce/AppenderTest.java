package io.millrace.client.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppenderTest {
    private final World world = new World();
    private final List<Long> offsets = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void recordsOfSeveralPartitionsTravelInOneRequest() {
        world.cluster.topic("t", 3);
        Appender appender = appender(Map.of("linger.ms", "0"));

        append(appender, 0, "a");
        append(appender, 1, "b");
        append(appender, 1, "c");
        append(appender, 2, "d");
        world.until(() -> !waiting().isEmpty());

        assertThat(waiting()).hasSize(1);
        assertThat(Produced.of(waiting().get(0)))
                .extracting(Produced::values)
                .containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
    }

    @Test
    void eachRecordHearsItsOwnOffset() {
        world.cluster.topic("t", 1);
        Appender appender = appender(Map.of());

        append(appender, 0, "a");
        append(appender, 0, "b");
        append(appender, 0, "c");
        world.until(() -> !waiting().isEmpty());
        answer(Errors.NONE, 40);
        world.settle();

        assertThat(offsets).containsExactly(40L, 41L, 42L);
        assertThat(appender.bufferedBytes()).isZero();
    }

    @Test
    void aBatchThatIsNotFullWaitsForItsLinger() {
        ready(1);
        Appender appender = appender(Map.of("linger.ms", "20"));
        knowEpoch(appender);

        append(appender, 0, "a");
        world.pass(10);
        append(appender, 0, "b");
        assertThat(waiting()).isEmpty();
        world.pass(12);

        assertThat(last().values()).containsExactly("a", "b");
    }

    @Test
    void aFullBatchDoesNotWait() {
        ready(1);
        Appender appender = appender(Map.of("linger.ms", "60000", "batch.size", "200"));

        for (int i = 0; i < 40; i++) {
            append(appender, 0, "value-" + i);
        }
        world.until(() -> !waiting().isEmpty());

        assertThat(last().batch().remaining()).isBetween(180, 200);
    }

    @Test
    void flushDoesNotWaitForLingerAndTellsWhenAllIsAcknowledged() {
        ready(1);
        Appender appender = appender(Map.of("linger.ms", "60000"));
        World.Result<Object> flushed = new World.Result<>();

        append(appender, 0, "a");
        appender.flush(failure -> flushed.done("done", failure));
        world.until(() -> !waiting().isEmpty());
        assertThat(flushed.answered()).isFalse();
        answer(Errors.NONE, 0);
        world.settle();

        assertThat(flushed.values).hasSize(1);
    }

    @Test
    void aRepeatedBatchHasTheSameBytes() {
        ready(1);
        Appender appender = appender(Map.of());

        append(appender, 0, "a");
        world.until(() -> waiting().size() == 1);
        Produced first = last();
        answer(Errors.NOT_LEADER_OR_FOLLOWER, -1);
        world.until(() -> waiting().size() == 1);

        assertThat(last().batch()).isEqualTo(first.batch());
        assertThat(first.producerId()).isEqualTo(7);
        assertThat(first.sequence()).isZero();
    }

    @Test
    void onlyOneBatchIsOnTheWayUntilTheLeaderKnowsTheEpoch() {
        ready(1);
        Appender appender = appender(Map.of("batch.size", "0", "linger.ms", "0"));

        append(appender, 0, "a");
        append(appender, 0, "b");
        append(appender, 0, "c");
        world.until(() -> !waiting().isEmpty());
        world.pass(50);
        assertThat(waiting()).hasSize(1);
        answer(Errors.NONE, 0);
        world.settle();

        assertThat(waiting()).hasSize(2);
    }

    @Test
    void nothingOvertakesABatchThatIsSentAgain() {
        ready(1);
        Appender appender = appender(Map.of("batch.size", "0", "linger.ms", "0"));
        knowEpoch(appender);
        append(appender, 0, "a");
        append(appender, 0, "b");
        append(appender, 0, "c");
        world.settle();
        assertThat(waiting()).hasSize(3);

        List<Held> sent = waiting();
        sent.get(0).answer(Produced.answer(sent.get(0), Errors.NOT_ENOUGH_REPLICAS, -1));
        sent.get(1).answer(Produced.answer(sent.get(1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, -1));
        world.pass(500);
        assertThat(waiting()).as("the third is still on the way").hasSize(1);
        sent.get(2).answer(Produced.answer(sent.get(2), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, -1));
        List<String> order = drain();

        assertThat(order).containsExactly("a", "b", "c");
        assertThat(offsets).hasSize(4);
    }

    @Test
    void aGapThatStaysBeginsANewEpoch() {
        ready(1);
        Appender appender = appender(Map.of("batch.size", "0", "linger.ms", "0"));
        knowEpoch(appender);
        append(appender, 0, "a");
        append(appender, 0, "b");
        append(appender, 0, "c");
        world.settle();

        List<Held> sent = waiting();
        sent.get(0).answer(Produced.answer(sent.get(0), Errors.MESSAGE_TOO_LARGE, -1));
        sent.get(1).answer(Produced.answer(sent.get(1), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, -1));
        sent.get(2).answer(Produced.answer(sent.get(2), Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, -1));
        world.until(() -> waiting().size() == 1);

        assertThat(last().values()).containsExactly("b");
        assertThat(last().epoch()).isEqualTo(1);
        assertThat(last().sequence()).isZero();
        assertThat(io.millrace.wire.record.BatchHeader.crcMatches(last().batch(), 0))
                .isTrue();
        assertThat(drain()).containsExactly("b", "c");
        assertThat(failures).singleElement().isInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void aDuplicateOfUnknownPlaceCountsAsDone() {
        ready(1);
        Appender appender = appender(Map.of());

        append(appender, 0, "a");
        world.until(() -> waiting().size() == 1);
        answer(Errors.DUPLICATE_SEQUENCE_NUMBER, -1);
        world.settle();

        assertThat(offsets).containsExactly(-1L);
        assertThat(failures).isEmpty();
    }

    @Test
    void aCutConnectionIsMadeAgainAndTheBatchRepeated() {
        ready(1);
        Appender appender = appender(Map.of());

        append(appender, 0, "a");
        world.until(() -> waiting().size() == 1);
        Produced first = last();
        world.cluster.cutAll();
        world.until(() -> waiting().size() == 1);

        assertThat(last().batch()).isEqualTo(first.batch());
        answer(Errors.NONE, 5);
        world.settle();
        assertThat(offsets).containsExactly(5L);
    }

    @Test
    void aBatchFollowsItsLeaderOnlyWhenNothingIsOnTheWayToTheOldOne() {
        world.cluster.nodes = 2;
        ready(1);
        Appender appender = appender(Map.of("linger.ms", "0"));
        knowEpoch(appender);
        append(appender, 0, "a");
        world.settle();
        world.cluster.lead("t", 0, 1);
        world.client.metadata().requestUpdate();
        world.pass(1_000);
        append(appender, 0, "b");
        world.pass(100);
        assertThat(waiting()).as("b waits for a's answer").hasSize(1);

        answer(Errors.NOT_LEADER_OR_FOLLOWER, -1);
        world.until(() -> waiting().size() == 1);

        assertThat(last().values()).containsExactly("a");
        assertThat(waiting().get(0).link.endpoint.port()).isEqualTo(101);
    }

    @Test
    void appendIsRefusedBeyondBufferMemoryUntilThereIsRoom() {
        ready(1);
        Appender appender = appender(Map.of("buffer.memory", "65536", "linger.ms", "0"));
        byte[] large = new byte[20_000];
        List<String> room = new ArrayList<>();
        appender.onRoom(() -> room.add("room"));

        int taken = 0;
        while (appender.append("t", 0, 1, null, large, null, null)) {
            taken++;
        }
        assertThat(taken).isEqualTo(3);
        world.until(() -> waiting().size() == 1);
        assertThat(room).isEmpty();
        answer(Errors.NONE, 0);
        world.settle();

        assertThat(room).hasSize(1);
        assertThat(appender.append("t", 0, 1, null, large, null, null)).isTrue();
    }

    @Test
    void whatIsNotAcknowledgedInTimeFails() {
        ready(1);
        Appender appender = appender(Map.of("delivery.timeout.ms", "1000"));
        World.Result<Object> flushed = new World.Result<>();

        append(appender, 0, "a");
        appender.flush(failure -> flushed.done("done", failure));
        world.pass(1_010);

        assertThat(failures).singleElement().isInstanceOf(TimeoutException.class);
        assertThat(flushed.failures).singleElement().isInstanceOf(TimeoutException.class);
        assertThat(appender.bufferedBytes()).isZero();
        answer(Errors.NONE, 9);
        world.settle();
        assertThat(offsets).as("too late to be told").isEmpty();
    }

    @Test
    void aFatalErrorSticks() {
        ready(1);
        Appender appender = appender(Map.of());

        append(appender, 0, "a");
        world.until(() -> waiting().size() == 1);
        answer(Errors.CLUSTER_AUTHORIZATION_FAILED, -1);
        world.settle();

        assertThat(failures).singleElement().isInstanceOf(ClusterAuthorizationException.class);
        assertThat(appender.failure()).isInstanceOf(ClusterAuthorizationException.class);
        assertThatThrownBy(() -> append(appender, 0, "b")).isInstanceOf(ClusterAuthorizationException.class);
    }

    @Test
    void aRecordThatNoRequestTakesIsRefusedAtOnce() {
        ready(1);
        Appender appender = appender(Map.of("max.request.size", "2000"));

        assertThatThrownBy(() -> appender.append("t", 0, 1, null, new byte[3000], null, null))
                .isInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void topicsGoByIdToNodesThatKnowThemAndByNameToOthers() {
        var id = world.cluster.topic("t", 1);
        Appender appender = appender(Map.of());
        append(appender, 0, "a");
        world.until(() -> waiting().size() == 1);
        assertThat(waiting().get(0).request.version()).isEqualTo((short) 13);
        assertThat(last().topicId()).isEqualTo(id);

        world.cluster.maxProduceVersion = 11;
        world.cluster.cutAll();
        world.until(() -> waiting().size() == 1);

        assertThat(waiting().get(0).request.version()).isEqualTo((short) 11);
        assertThat(last().topic()).isEqualTo("t");
    }

    @Test
    void aRecordWithoutPartitionGoesWhereKafkasClientsPutItsKey() {
        ready(7);
        Appender appender = appender(Map.of("linger.ms", "0"));
        byte[] key = "21".getBytes(StandardCharsets.UTF_8);
        assertThat(appender.append("t", TopicAppender.BY_KEY, 1, key, key, null, null))
                .as("the partition count is not known yet")
                .isFalse();
        world.until(() -> world.client.metadata().partitionCount("t") == 7);

        assertThat(appender.append("t", TopicAppender.BY_KEY, 1, key, key, null, null))
                .isTrue();
        world.until(() -> waiting().size() == 1);

        assertThat(last().partition()).isEqualTo(Partitioners.forKey(key, 7));
    }

    @Test
    void recordsWithoutKeyShareAPartitionForABatch() {
        ready(8);
        Appender appender = appender(Map.of("linger.ms", "5"));
        world.client.metadata().partitionCount("t");
        world.until(() -> world.client.metadata().partitionCount("t") == 8);

        for (int i = 0; i < 10; i++) {
            append(appender, TopicAppender.BY_KEY, "v" + i);
        }
        world.until(() -> waiting().size() == 1);

        assertThat(Produced.of(waiting().get(0)))
                .singleElement()
                .satisfies(p -> assertThat(p.count()).isEqualTo(10));
    }

    private Appender appender(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        return world.client.appender(AppendConfig.from(Settings.of(all, ClientKeys.ALL)));
    }

    private void ready(int partitions) {
        world.cluster.topic("t", partitions);
    }

    private void append(Appender appender, int partition, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        assertThat(appender.append("t", partition, 1, null, bytes, null, (offset, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    } else {
                        offsets.add(offset);
                    }
                }))
                .isTrue();
    }

    /** One batch acknowledged, so that pipelining begins. */
    private void knowEpoch(Appender appender) {
        append(appender, 0, "first");
        world.until(() -> waiting().size() == 1);
        answer(Errors.NONE, 0);
        world.settle();
    }

    private List<Held> waiting() {
        return world.cluster.waiting(ApiKeys.PRODUCE);
    }

    private Produced last() {
        List<Held> waiting = waiting();
        return Produced.of(waiting.get(waiting.size() - 1)).get(0);
    }

    private void answer(Errors error, long baseOffset) {
        for (Held held : waiting()) {
            held.answer(Produced.answer(held, error, baseOffset));
        }
    }

    /** Acknowledges whatever comes, and gives the values in the order of their coming. */
    private List<String> drain() {
        List<String> order = new ArrayList<>();
        for (int quiet = 0; quiet < 2_000; quiet++) {
            for (Held held : waiting()) {
                Produced.of(held).forEach(produced -> order.addAll(produced.values()));
                held.answer(Produced.answer(held, Errors.NONE, 10));
                quiet = 0;
            }
            world.pass(1);
        }
        return order;
    }
}
