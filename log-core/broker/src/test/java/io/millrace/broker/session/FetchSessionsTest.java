package io.millrace.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Clock;
import io.millrace.base.Rng;
import io.millrace.wire.message.RecordsData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class FetchSessionsTest {
    private static final short BY_NAME = 12;
    private static final short BY_ID = 13;

    private final Hand clock = new Hand();
    private final FetchSessions sessions = new FetchSessions(2, Rng.seeded(7), clock);

    @Test
    void theFirstAnswerTellsAllAndTheNextOneWhatChanged() {
        int id = begin("a", 0, 1, 2);

        FetchContext next = goOn(id, 1);
        assertThat(indexes(next.asked())).containsExactly(0, 1, 2);
        FetchResponseData answer = next.answer(List.of(quiet(0, 5), quiet(1, 6), quiet(2, 5)));

        assertThat(answer.sessionId()).isEqualTo(id);
        assertThat(answered(answer)).containsExactly(1);
    }

    @Test
    void whoeverGotRecordsGoesToTheEnd() {
        int id = begin("a", 0, 1, 2);

        FetchResponseData answer = goOn(id, 1).answer(List.of(records(0, 9), quiet(1, 5), quiet(2, 5)));

        assertThat(answered(answer)).containsExactly(0);
        assertThat(indexes(goOn(id, 2).asked())).containsExactly(1, 2, 0);
    }

    @Test
    void partitionsAreAddedChangedAndForgotten() {
        int id = begin("a", 0, 1);
        FetchRequestData change = request(id, 1, "a", 1, 7);
        change.topics().get(0).partitions().get(0).setFetchOffset(99);
        change.setForgottenTopicsData(List.of(new ForgottenTopic().setTopic("a").setPartitions(List.of(0))));

        List<FetchAsked> asked = context(change, BY_NAME).asked();

        assertThat(indexes(asked)).containsExactly(1, 7);
        assertThat(asked.get(0).partition().fetchOffset()).isEqualTo(99);
    }

    @Test
    void anErrorIsToldEachTimeAndSoIsItsEnd() {
        int id = begin("a", 0);
        PartitionData failed = quiet(0, 5).setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code());

        assertThat(answered(goOn(id, 1).answer(List.of(failed)))).containsExactly(0);
        assertThat(answered(goOn(id, 2).answer(List.of(failed)))).containsExactly(0);
        assertThat(answered(goOn(id, 3).answer(List.of(quiet(0, 5))))).containsExactly(0);
        assertThat(answered(goOn(id, 4).answer(List.of(quiet(0, 5))))).isEmpty();
        PartitionData diverging =
                quiet(0, 5).setDivergingEpoch(new EpochEndOffset().setEpoch(1).setEndOffset(3));
        assertThat(answered(goOn(id, 5).answer(List.of(diverging)))).containsExactly(0);
        assertThat(answered(goOn(id, 6).answer(List.of(quiet(0, 5))))).containsExactly(0);
    }

    @Test
    void unknownSessionsAndWrongEpochsAreRefused() {
        int id = begin("a", 0);

        assertThat(refusal(new FetchRequestData().setSessionId(id + 1).setSessionEpoch(1), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(refusal(new FetchRequestData().setSessionId(0).setSessionEpoch(1), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
        assertThat(refusal(new FetchRequestData().setSessionId(id).setSessionEpoch(2), BY_NAME))
                .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
        assertThat(refusal(new FetchRequestData().setSessionId(id).setSessionEpoch(1), BY_ID))
                .isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        assertThat(goOn(id, 1).asked()).hasSize(1);
    }

    @Test
    void whoIsOvertakenInItsSessionHearsOfIt() {
        int id = begin("a", 0);
        FetchContext slow = goOn(id, 1);
        FetchContext fast = goOn(id, 2);

        assertThat(slow.answer(List.of(records(0, 9))).errorCode())
                .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
        assertThat(answered(fast.answer(List.of(records(0, 9))))).containsExactly(0);
    }

    @Test
    void aSessionEndsWithTheFinalEpochAndWithANewFirstOneAndWhenItIsEmpty() {
        int first = begin("a", 0);
        FetchResponseData last = context(request(first, -1, "a", 0), BY_NAME).answer(List.of(quiet(0, 5)));
        assertThat(last.sessionId()).isZero();
        assertThat(answered(last)).containsExactly(0);
        assertThat(refusal(new FetchRequestData().setSessionId(first).setSessionEpoch(1), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);

        int second = begin("a", 0);
        int third = context(request(second, 0, "a", 0), BY_NAME)
                .answer(List.of(quiet(0, 5)))
                .sessionId();
        assertThat(third).isNotZero().isNotEqualTo(second);
        assertThat(refusal(new FetchRequestData().setSessionId(second).setSessionEpoch(1), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);

        FetchRequestData forget = new FetchRequestData().setSessionId(third).setSessionEpoch(1);
        forget.setForgottenTopicsData(List.of(new ForgottenTopic().setTopic("a").setPartitions(List.of(0))));
        assertThat(context(forget, BY_NAME).answer(List.of()).sessionId()).isZero();
        assertThat(refusal(new FetchRequestData().setSessionId(third).setSessionEpoch(2), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void aFullCacheLetsGoOfWhatIsStaleOrSmallAndOldAndNothingElse() {
        int small = begin("a", 0);
        int large = begin("a", 0, 1, 2);
        assertThat(begin("a", 0, 1)).isZero();

        clock.passMs(90_000);
        goOn(small, 1);
        goOn(large, 1);
        clock.passMs(90_000);
        assertThat(begin("a", 0)).isZero();
        assertThat(begin("a", 0, 1)).isNotZero();
        assertThat(refusal(new FetchRequestData().setSessionId(small).setSessionEpoch(2), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);

        clock.passMs(60_000);
        assertThat(begin("a", 0)).isNotZero();
        assertThat(refusal(new FetchRequestData().setSessionId(large).setSessionEpoch(2), BY_NAME))
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }

    @Test
    void aTopicMadeAnewIsToldForTheWholeAnswer() {
        FetchContext context = context(request(0, 0, "", 0, 1), BY_ID);

        FetchResponseData answer =
                context.answer(List.of(quiet(0, 5), quiet(1, -1).setErrorCode(Errors.INCONSISTENT_TOPIC_ID.code())));

        assertThat(answer.errorCode()).isEqualTo(Errors.INCONSISTENT_TOPIC_ID.code());
        assertThat(answer.responses()).isEmpty();
        assertThat(context.asked().get(0).knownAs()).isEqualTo("name-of-id");
    }

    private int begin(String topic, int... partitions) {
        FetchContext context = context(request(0, 0, topic, partitions), BY_NAME);
        List<PartitionData> found = new ArrayList<>();
        for (int partition : partitions) {
            found.add(quiet(partition, 5));
        }
        FetchResponseData answer = context.answer(found);
        assertThat(answered(answer)).hasSize(partitions.length);
        return answer.sessionId();
    }

    private FetchContext goOn(int id, int epoch) {
        return context(new FetchRequestData().setSessionId(id).setSessionEpoch(epoch), BY_NAME);
    }

    private FetchContext context(FetchRequestData request, short version) {
        FetchSessions.Begun begun = sessions.begin(request, version, id -> "name-of-id");
        assertThat(begun.error()).isEqualTo(Errors.NONE);
        return Objects.requireNonNull(begun.context());
    }

    private Errors refusal(FetchRequestData request, short version) {
        FetchSessions.Begun begun = sessions.begin(request, version, id -> null);
        assertThat(begun.context()).isNull();
        return begun.error();
    }

    private static FetchRequestData request(int id, int epoch, String topic, int... partitions) {
        FetchTopic asked = new FetchTopic().setTopic(topic);
        if (topic.isEmpty()) {
            asked.setTopicId(new Uuid(1, 2));
        }
        for (int partition : partitions) {
            asked.partitions().add(new FetchPartition().setPartition(partition).setPartitionMaxBytes(100));
        }
        return new FetchRequestData().setSessionId(id).setSessionEpoch(epoch).setTopics(List.of(asked));
    }

    private static PartitionData quiet(int partition, long highWatermark) {
        return new PartitionData()
                .setPartitionIndex(partition)
                .setHighWatermark(highWatermark)
                .setLogStartOffset(0);
    }

    private static PartitionData records(int partition, long highWatermark) {
        return quiet(partition, highWatermark).setRecords(RecordsData.of(ByteBuffer.allocate(10)));
    }

    private static List<Integer> indexes(List<FetchAsked> asked) {
        return asked.stream().map(each -> each.partition().partition()).toList();
    }

    private static List<Integer> answered(FetchResponseData answer) {
        return answer.responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }

    /** A clock that is moved by hand. */
    private static final class Hand implements Clock {
        private long nanos;

        void passMs(long ms) {
            nanos += TimeUnit.MILLISECONDS.toNanos(ms);
        }

        @Override
        public long wallMs() {
            return 0;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
