package io.millrace.client.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchSessionTest {
    private static final int PARTITIONS = 1_000;

    private final World world = new World();
    private final Uuid topic = world.cluster.topic("t", PARTITIONS);
    private final Fetcher fetcher = world.client.fetcher(FetchConfig.defaults());

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void onlyWhatChangedIsNamedAgain() {
        assign(PARTITIONS);
        FetchRequestData first = fetch();
        assertThat(first.sessionId()).isZero();
        assertThat(first.sessionEpoch()).isZero();
        assertThat(named(first)).hasSize(PARTITIONS);

        answer(77, Map.of(5, 3));
        FetchRequestData second = fetch();
        assertThat(second.sessionId()).isEqualTo(77);
        assertThat(second.sessionEpoch()).isEqualTo(1);
        assertThat(named(second)).isEqualTo(Map.of(5, 3L));

        answer(77, Map.of());
        FetchRequestData third = fetch();
        assertThat(third.sessionEpoch()).isEqualTo(2);
        assertThat(named(third)).isEmpty();
        assertThat(fetcher.failure()).isNull();
    }

    @Test
    void whatIsNotWantedIsForgotten() {
        assign(3);
        fetch();
        answer(77, Map.of());
        fetch();
        fetcher.remove(new TopicPartition("t", 1));
        fetcher.pause(List.of(new TopicPartition("t", 2)));
        answer(77, Map.of());
        FetchRequestData next = fetch();

        assertThat(named(next)).isEmpty();
        assertThat(next.forgottenTopicsData()).singleElement().satisfies(forgotten -> {
            assertThat(forgotten.topicId()).isEqualTo(topic);
            assertThat(forgotten.partitions()).containsExactly(1, 2);
        });
        fetcher.resume(List.of(new TopicPartition("t", 2)));
        answer(77, Map.of());
        assertThat(world.cluster.seen(ApiKeys.FETCH).stream()
                        .map(held -> held.body(FetchRequestData.class))
                        .skip(3)
                        .anyMatch(request -> named(request).containsKey(2)))
                .as("wanted again")
                .isTrue();
    }

    @Test
    void aNodeThatForgotTheSessionIsToldAllAtOnce() {
        for (Errors error : List.of(
                Errors.FETCH_SESSION_ID_NOT_FOUND,
                Errors.INVALID_FETCH_SESSION_EPOCH,
                Errors.FETCH_SESSION_TOPIC_ID_ERROR)) {
            assign(3);
            fetch();
            answer(77, Map.of());
            fetch();
            long before = world.nowMs();
            held().answer(new FetchResponseData().setErrorCode(error.code()));
            FetchRequestData again = fetch();
            assertThat(named(again)).hasSize(3);
            assertThat(again.sessionEpoch()).isZero();
            assertThat(again.sessionId()).isEqualTo(error == Errors.FETCH_SESSION_ID_NOT_FOUND ? 0 : 77);
            assertThat(world.nowMs() - before).isLessThan(20);
            held().answer(new FetchResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
            world.settle();
            fetcher.assign(Map.of());
        }
    }

    @Test
    void aCutConnectionEndsTheSession() {
        assign(3);
        fetch();
        answer(77, Map.of());
        fetch();
        world.cluster.cutAll();
        world.until(() -> !world.cluster.waiting(ApiKeys.FETCH).isEmpty());
        FetchRequestData again = fetch();
        assertThat(again.sessionEpoch()).isZero();
        assertThat(again.sessionId()).as("which the node may drop").isEqualTo(77);
        assertThat(named(again)).as("those whose pause was over first").isNotEmpty();
        assertThat(again.forgottenTopicsData()).isEmpty();
    }

    @Test
    void aNodeWithoutSessionsIsToldAllEachTime() {
        assign(3);
        fetch();
        answer(0, Map.of(0, 1, 1, 1, 2, 1));
        FetchRequestData second = fetch();
        assertThat(second.sessionId()).isZero();
        assertThat(second.sessionEpoch()).isZero();
        assertThat(named(second)).hasSize(3);
    }

    private void assign(int partitions) {
        Map<TopicPartition, Long> positions = new LinkedHashMap<>();
        for (int i = 0; i < partitions; i++) {
            positions.put(new TopicPartition("t", i), 0L);
        }
        fetcher.assign(positions);
    }

    private Held held() {
        world.until(() -> !world.cluster.waiting(ApiKeys.FETCH).isEmpty());
        return world.cluster.waiting(ApiKeys.FETCH).get(0);
    }

    private FetchRequestData fetch() {
        return held().body(FetchRequestData.class);
    }

    /** Offsets by partition. */
    private static Map<Integer, Long> named(FetchRequestData request) {
        Map<Integer, Long> named = new TreeMap<>();
        request.topics()
                .forEach(each -> each.partitions().forEach(part -> named.put(part.partition(), part.fetchOffset())));
        return named;
    }

    /** So many records of each of these; of the others there is nothing new. */
    private void answer(int session, Map<Integer, Integer> counts) {
        FetchableTopicResponse of = new FetchableTopicResponse().setTopicId(topic);
        counts.forEach((partition, count) -> {
            BatchWriter writer = new BatchWriter(1024, 1 << 20).begin();
            for (int i = 0; i < count; i++) {
                writer.append(1, null, new byte[] {(byte) i});
            }
            ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
            BatchHeader.setBaseOffset(batch, 0, 0);
            of.partitions()
                    .add(new PartitionData()
                            .setPartitionIndex(partition)
                            .setHighWatermark(count)
                            .setRecords(RecordsData.of(batch)));
        });
        if (session == 77 && fetch().sessionEpoch() == 0) {
            named(fetch()).keySet().stream()
                    .filter(each -> !counts.containsKey(each))
                    .forEach(each -> of.partitions()
                            .add(new PartitionData()
                                    .setPartitionIndex(each)
                                    .setHighWatermark(0)
                                    .setRecords(RecordsData.of(ByteBuffer.allocate(0)))));
        }
        FetchResponseData answer = new FetchResponseData().setSessionId(session);
        answer.responses().add(of);
        held().answer(answer);
        world.settle();
        for (Fetched each = fetcher.poll(); each != null; each = fetcher.poll()) {
            each.close();
        }
        world.settle();
    }
}
