package io.millrace.client.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpochChecksTest {
    private static final TopicPartition ZERO = new TopicPartition("t", 0);

    private final World world = new World();
    private final List<String> told = new ArrayList<>();
    private Fetcher fetcher;

    @BeforeEach
    void open() {
        world.cluster.nodes = 2;
        world.cluster.topic("t", 1);
        fetcher = world.client.fetcher(FetchConfig.defaults());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNewLeaderIsAskedForTheEndOfWhatWasReadBeforeItIsFetched() {
        read(0, 3, 0);
        newLeader(Errors.FENCED_LEADER_EPOCH);
        OffsetForLeaderPartition asked = asked();
        assertThat(asked.leaderEpoch()).isZero();
        assertThat(asked.currentLeaderEpoch()).isEqualTo(1);
        assertThat(fetches()).isEmpty();

        answer(Errors.NONE, 0, 3);

        world.until(() -> fetches().size() == 1);
        assertThat(fetches().get(0).link.endpoint.port()).isEqualTo(101);
        assertThat(fetched(fetches().get(0)).fetchOffset()).isEqualTo(3);
        assertThat(told).isEmpty();
        assertThat(fetcher.failure()).isNull();
    }

    @Test
    void aPositionThatWasGivenWithItsEpochIsCheckedFirst() {
        fetcher.add(ZERO, 7, 0);
        assertThat(asked().leaderEpoch()).isZero();
        answer(Errors.NONE, 0, 9);
        world.until(() -> fetches().size() == 1);
        assertThat(fetched(fetches().get(0)).fetchOffset()).isEqualTo(7);
    }

    @Test
    void whatWasReadOfALogThatLostItsEndIsToldAndDropped() {
        fetcher.onTruncation((partition, end, epoch) -> told.add(partition + " " + end + " in " + epoch));
        read(0, 3, 0);
        newLeader(Errors.FENCED_LEADER_EPOCH);
        answer(Errors.NONE, 0, 2);
        world.settle();

        assertThat(told).containsExactly("t-0 2 in 0");
        assertThat(fetcher.poll()).as("dropped").isNull();
        world.pass(2_000);
        assertThat(fetches()).isEmpty();
        fetcher.add(ZERO, 2, 0);
        answer(Errors.NONE, 0, 2);
        world.until(() -> fetches().size() == 1);
        assertThat(fetched(fetches().get(0)).fetchOffset()).isEqualTo(2);
    }

    @Test
    void withoutAListenerItIsAFailure() {
        read(0, 3, 0);
        fetcher.poll().close();
        newLeader(Errors.NOT_LEADER_OR_FOLLOWER);
        answer(Errors.NONE, 0, 2);
        world.settle();

        assertThat(fetcher.failure()).isInstanceOfSatisfying(LogTruncationException.class, failure -> {
            assertThat(failure.offsetOutOfRangePartitions()).isEqualTo(Map.of(ZERO, 3L));
            assertThat(failure.divergentOffsets())
                    .isEqualTo(Map.of(ZERO, new OffsetAndMetadata(2, Optional.of(0), "")));
        });
    }

    @Test
    void aLeaderThatKnowsNothingOfTheEpochHasLostAll() {
        fetcher.onTruncation((partition, end, epoch) -> told.add(partition + " " + end + " in " + epoch));
        read(0, 3, 0);
        newLeader(Errors.FENCED_LEADER_EPOCH);
        answer(Errors.NONE, -1, -1);
        world.settle();

        assertThat(told).containsExactly("t-0 -1 in -1");
    }

    @Test
    void aLeaderThatIsNotReadyIsAskedAgain() {
        read(0, 3, 0);
        newLeader(Errors.FENCED_LEADER_EPOCH);
        answer(Errors.UNKNOWN_LEADER_EPOCH, -1, -1);
        answer(Errors.NOT_LEADER_OR_FOLLOWER, -1, -1);
        answer(Errors.NONE, 0, 3);
        world.until(() -> fetches().size() == 1);
        assertThat(fetcher.failure()).isNull();
    }

    @Test
    void anAnswerForAPositionThatMovedIsDropped() {
        fetcher.onTruncation((partition, end, epoch) -> told.add("truncated"));
        read(0, 3, 0);
        newLeader(Errors.FENCED_LEADER_EPOCH);
        asked();
        fetcher.seek(ZERO, 0);
        answer(Errors.NONE, 0, 2);
        world.until(() -> fetches().size() == 1);
        assertThat(told).isEmpty();
        assertThat(fetched(fetches().get(0)).fetchOffset()).isZero();
    }

    /** Of the records of that epoch, and asks for more. */
    private void read(long offset, int count, int epoch) {
        fetcher.add(ZERO, offset);
        world.until(() -> fetches().size() == 1);
        answerFetch(Errors.NONE, batch(offset, count, epoch));
        world.until(() -> fetches().size() == 1);
    }

    private void newLeader(Errors farewell) {
        world.cluster.lead("t", 0, 1);
        answerFetch(farewell, ByteBuffer.allocate(0));
    }

    private List<Held> fetches() {
        return world.cluster.waiting(ApiKeys.FETCH);
    }

    private static FetchRequestData.FetchPartition fetched(Held held) {
        return held.body(FetchRequestData.class).topics().get(0).partitions().get(0);
    }

    private void answerFetch(Errors error, ByteBuffer records) {
        Held held = fetches().get(0);
        FetchResponseData answer = new FetchResponseData();
        FetchableTopicResponse topic = new FetchableTopicResponse()
                .setTopicId(held.body(FetchRequestData.class).topics().get(0).topicId());
        topic.partitions()
                .add(new PartitionData()
                        .setErrorCode(error.code())
                        .setHighWatermark(100)
                        .setRecords(RecordsData.of(records)));
        answer.responses().add(topic);
        held.answer(answer);
        world.settle();
    }

    private Held check() {
        world.until(
                () -> !world.cluster.waiting(ApiKeys.OFFSET_FOR_LEADER_EPOCH).isEmpty());
        return world.cluster.waiting(ApiKeys.OFFSET_FOR_LEADER_EPOCH).get(0);
    }

    private OffsetForLeaderPartition asked() {
        return check().body(OffsetForLeaderEpochRequestData.class)
                .topics()
                .iterator()
                .next()
                .partitions()
                .get(0);
    }

    private void answer(Errors error, int epoch, long end) {
        OffsetForLeaderTopicResult topic = new OffsetForLeaderTopicResult().setTopic("t");
        topic.partitions()
                .add(new EpochEndOffset()
                        .setErrorCode(error.code())
                        .setLeaderEpoch(epoch)
                        .setEndOffset(end));
        OffsetForLeaderEpochResponseData answer = new OffsetForLeaderEpochResponseData();
        answer.topics().add(topic);
        check().answer(answer);
    }

    private static ByteBuffer batch(long baseOffset, int count, int epoch) {
        BatchWriter writer = new BatchWriter(1024, 1 << 20).begin();
        for (int i = 0; i < count; i++) {
            writer.append(1, null, new byte[] {(byte) i});
        }
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
        BatchHeader.setBaseOffset(batch, 0, baseOffset);
        BatchHeader.setLeaderEpoch(batch, 0, epoch);
        return batch;
    }
}
