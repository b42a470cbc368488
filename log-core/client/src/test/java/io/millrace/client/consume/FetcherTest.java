package io.millrace.client.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetcherTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    private static final TopicPartition ONE = new TopicPartition("t", 1);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void slicesCarryOnWhereTheLastOneEnded() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        answer(ZERO, batch(0, 3));
        answer(ZERO, batch(3, 2));

        Fetched first = fetcher.poll();
        Fetched second = fetcher.poll();

        assertThat(first.nextOffset()).isEqualTo(3);
        assertThat(second.position()).isEqualTo(3);
        assertThat(second.nextOffset()).isEqualTo(5);
        assertThat(fetcher.poll()).isNull();
        assertThat(fetcher.position(ZERO)).isEqualTo(5);
        first.close();
        second.close();
    }

    @Test
    void recordsBeforeTheAskedPositionAreSkippedByTheWalk() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 2);
        answer(ZERO, batch(0, 3), batch(3, 2));

        Fetched fetched = fetcher.poll();
        List<Long> offsets = new ArrayList<>();
        for (RecordWalk walk = new RecordWalk().over(fetched); walk.next(); ) {
            offsets.add(walk.record().offset());
        }

        assertThat(offsets).containsExactly(2L, 3L, 4L);
    }

    @Test
    void aBatchCutOffAtTheEndIsLeftForTheNextFetch() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        ByteBuffer cut = batch(3, 2);
        cut.limit(cut.limit() - 5);
        answer(ZERO, joined(batch(0, 3), cut));

        Fetched fetched = fetcher.poll();

        assertThat(fetched.nextOffset()).isEqualTo(3);
        assertThat(fetched.slices()).hasSize(1);
        assertThat(asked(ZERO).fetchOffset()).isEqualTo(3);
    }

    @Test
    void nothingIsFetchedBeyondTheBudgetUntilSlicesAreClosed() {
        Fetcher fetcher = fetcher(Map.of("fetch.max.bytes", "300", "max.partition.fetch.bytes", "100000"));
        fetcher.add(ZERO, 0);
        answer(ZERO, batch(0, 40));
        world.settle();
        assertThat(waiting()).isEmpty();

        Fetched fetched = fetcher.poll();
        world.pass(1_000);
        assertThat(waiting()).as("polled, not closed").isEmpty();
        fetched.close();
        world.settle();

        assertThat(waiting()).hasSize(1);
    }

    @Test
    void theResponseIsClosedWithItsLastSlice() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.assign(Map.of(ZERO, 0L, ONE, 0L));
        world.until(() -> waiting().size() == 1);
        Held held = waiting().get(0);
        held.answer(response(held, Map.of(ZERO, batch(0, 1), ONE, batch(0, 1)), Errors.NONE));
        world.settle();

        Fetched first = fetcher.poll();
        Fetched second = fetcher.poll();
        first.close();
        first.close();
        assertThat(held.closedResponses).isZero();
        second.close();

        assertThat(held.closedResponses).isEqualTo(1);
    }

    @Test
    void anAnswerToAFetchBeforeASeekIsDropped() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        world.until(() -> waiting().size() == 1);
        fetcher.seek(ZERO, 50);
        answer(ZERO, batch(0, 3));

        assertThat(fetcher.poll()).isNull();
        assertThat(asked(ZERO).fetchOffset()).isEqualTo(50);
    }

    @Test
    void aPausedPartitionGivesNothingAndKeepsItsOrder() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        answer(ZERO, batch(0, 1));
        answer(ZERO, batch(1, 1));
        fetcher.pause(List.of(ZERO));
        assertThat(fetcher.poll()).isNull();
        answer(ZERO, batch(2, 1));
        assertThat(fetcher.poll()).isNull();

        fetcher.resume(List.of(ZERO));

        assertThat(fetcher.poll().nextOffset()).isEqualTo(1);
        assertThat(fetcher.poll().nextOffset()).isEqualTo(2);
        assertThat(fetcher.poll().nextOffset()).isEqualTo(3);
    }

    @Test
    void aPartitionAddedWhileAnotherWaitsIsFetchedAtOnce() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        world.until(() -> waiting().size() == 1);
        fetcher.add(ONE, 0);
        world.settle();

        assertThat(waiting()).hasSize(2);
        assertThat(waiting().get(1).body(FetchRequestData.class).maxWaitMs())
                .as("not long, so that what becomes ready next is not held up")
                .isEqualTo(10);
        assertThat(waiting().get(1).link).isNotSameAs(waiting().get(0).link);
    }

    @Test
    void anOutOfRangePositionIsToldAfterWhatArrivedBefore() {
        Fetcher fetcher = fetcher(Map.of());
        List<Long> told = new ArrayList<>();
        fetcher.onOutOfRange((partition, position) -> told.add(position));
        fetcher.add(ZERO, 0);
        answer(ZERO, batch(0, 3));
        fail(Errors.OFFSET_OUT_OF_RANGE);
        assertThat(told).isEmpty();

        fetcher.poll().close();
        world.settle();
        assertThat(told).containsExactly(3L);
        assertThat(waiting()).isEmpty();
        fetcher.seek(ZERO, 10);
        world.settle();

        assertThat(asked(ZERO).fetchOffset()).isEqualTo(10);
    }

    @Test
    void aNewLeaderIsFoundAndAskedFromTheSamePlace() {
        world.cluster.nodes = 2;
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 4);
        world.until(() -> waiting().size() == 1);
        world.cluster.lead("t", 0, 1);
        world.until(() -> {
            boolean old = !waiting().isEmpty() && waiting().get(0).link.endpoint.port() == 100;
            if (old) {
                fail(Errors.NOT_LEADER_OR_FOLLOWER);
            }
            return !old && waiting().size() == 1;
        });

        assertThat(waiting().get(0).link.endpoint.port()).isEqualTo(101);
        assertThat(asked(ZERO).fetchOffset()).isEqualTo(4);
        assertThat(asked(ZERO).currentLeaderEpoch()).isEqualTo(1);
        assertThat(fetcher.failure()).isNull();
    }

    @Test
    void aCutConnectionIsMadeAgain() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 4);
        world.until(() -> waiting().size() == 1);
        world.cluster.cutAll();
        world.until(() -> waiting().size() == 1);

        answer(ZERO, batch(4, 1));

        assertThat(fetcher.poll().nextOffset()).isEqualTo(5);
    }

    @Test
    void aBatchWithAWrongChecksumIsNotGivenOut() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        ByteBuffer rotten = batch(0, 3);
        rotten.put(rotten.limit() - 1, (byte) 99);
        answer(ZERO, rotten);

        assertThat(fetcher.poll()).isNull();
        assertThat(fetcher.failure())
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("t-0")
                .hasMessageContaining("offset 0");
    }

    @Test
    void whatIsNotAllowedFailsAndIsNotAskedForAgain() {
        Fetcher fetcher = fetcher(Map.of());
        fetcher.add(ZERO, 0);
        world.until(() -> waiting().size() == 1);
        fail(Errors.TOPIC_AUTHORIZATION_FAILED);
        world.pass(2_000);

        assertThat(fetcher.failure()).isInstanceOf(TopicAuthorizationException.class);
        assertThat(waiting()).isEmpty();
    }

    private Fetcher fetcher(Map<String, String> settings) {
        world.cluster.topic("t", 2);
        return world.client.fetcher(FetchConfig.from(Settings.of(settings, ClientKeys.ALL)));
    }

    private List<Held> waiting() {
        return world.cluster.waiting(ApiKeys.FETCH);
    }

    private FetchPartition asked(TopicPartition partition) {
        world.until(() -> !waiting().isEmpty());
        List<Held> waiting = waiting();
        for (FetchTopic topic :
                waiting.get(waiting.size() - 1).body(FetchRequestData.class).topics()) {
            for (FetchPartition each : topic.partitions()) {
                if (each.partition() == partition.partition()) {
                    return each;
                }
            }
        }
        throw new AssertionError(partition + " is not asked for");
    }

    private void answer(TopicPartition partition, ByteBuffer... batches) {
        world.until(() -> !waiting().isEmpty());
        Held held = waiting().get(0);
        held.answer(response(held, Map.of(partition, joined(batches)), Errors.NONE));
        world.settle();
    }

    private void fail(Errors error) {
        world.until(() -> !waiting().isEmpty());
        Held held = waiting().get(0);
        held.answer(response(held, Map.of(), error));
        world.settle();
    }

    private static FetchResponseData response(Held held, Map<TopicPartition, ByteBuffer> records, Errors error) {
        FetchResponseData answer = new FetchResponseData();
        for (FetchTopic topic : held.body(FetchRequestData.class).topics()) {
            FetchableTopicResponse told =
                    new FetchableTopicResponse().setTopic(topic.topic()).setTopicId(topic.topicId());
            for (FetchPartition partition : topic.partitions()) {
                ByteBuffer batch = records.get(new TopicPartition("t", partition.partition()));
                told.partitions()
                        .add(new PartitionData()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(error.code())
                                .setHighWatermark(1_000)
                                .setRecords(RecordsData.of(batch == null ? ByteBuffer.allocate(0) : batch)));
            }
            answer.responses().add(told);
        }
        return answer;
    }

    private static ByteBuffer batch(long baseOffset, int count) {
        BatchWriter writer = new BatchWriter(1024, 1 << 20).begin();
        for (int i = 0; i < count; i++) {
            writer.append(1, null, new byte[] {(byte) i, 1, 2, 3});
        }
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
        BatchHeader.setBaseOffset(batch, 0, baseOffset);
        return batch;
    }

    private static ByteBuffer joined(ByteBuffer... batches) {
        int size = 0;
        for (ByteBuffer each : batches) {
            size += each.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer each : batches) {
            all.put(each.duplicate());
        }
        return all.flip();
    }
}
