package io.millrace.broker;

import static io.millrace.broker.OneThread.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.base.Rng;
import io.millrace.storage.disk.MemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions that no sound client asks, answered as Apache Kafka 4.4.0 was seen to answer them. */
class OddRequestTest {
    private static final byte NO_LEVEL = 2;

    private final OneThread world = new OneThread(new MemoryDisk(Rng.seeded(5)), Map.of(), false).open();

    @BeforeEach
    void create() {
        world.createTopic("t", 2);
        world.produce("t", 0, batch("first", -1, -1));
        world.produce("t", 0, batch("second", -1, -1));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static ListOffsetsRequestData.ListOffsetsPartition offsets(int partition, long timestamp) {
        return new ListOffsetsRequestData.ListOffsetsPartition()
                .setPartitionIndex(partition)
                .setTimestamp(timestamp);
    }

    private static ListOffsetsRequestData.ListOffsetsTopic topic(
            ListOffsetsRequestData.ListOffsetsPartition... partitions) {
        return new ListOffsetsRequestData.ListOffsetsTopic().setName("t").setPartitions(List.of(partitions));
    }

    private List<ListOffsetsPartitionResponse> list(int isolation, ListOffsetsRequestData.ListOffsetsTopic... topics) {
        ListOffsetsRequestData request = new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setIsolationLevel((byte) isolation)
                .setTopics(List.of(topics));
        List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
        world.ask(ListOffsetsResponseData.class, ApiKeys.LIST_OFFSETS, 11, request)
                .topics()
                .forEach(topic -> answers.addAll(topic.partitions()));
        return answers;
    }

    private static FetchRequestData.FetchPartition fetching(int partition, long offset) {
        return new FetchRequestData.FetchPartition()
                .setPartition(partition)
                .setFetchOffset(offset)
                .setPartitionMaxBytes(1 << 20);
    }

    private FetchResponseData fetch(int isolation, FetchRequestData.FetchPartition... partitions) {
        return world.ask(
                FetchResponseData.class,
                ApiKeys.FETCH,
                12,
                new FetchRequestData()
                        .setSessionEpoch(-1)
                        .setMaxBytes(1 << 20)
                        .setIsolationLevel((byte) isolation)
                        .setTopics(List.of(
                                new FetchRequestData.FetchTopic().setTopic("t").setPartitions(List.of(partitions)))));
    }

    @Test
    void offsetsAskedForTwiceAreRefusedOnce() {
        short twice = Errors.INVALID_REQUEST.code();

        assertThat(list(0, topic(offsets(0, -1), offsets(1, -1), offsets(0, -2))))
                .extracting(ListOffsetsPartitionResponse::partitionIndex, ListOffsetsPartitionResponse::errorCode)
                .containsExactlyInAnyOrder(tuple(0, twice), tuple(1, (short) 0));
        assertThat(list(0, topic(offsets(0, -1)), topic(offsets(0, -1))))
                .extracting(ListOffsetsPartitionResponse::partitionIndex, ListOffsetsPartitionResponse::errorCode)
                .containsExactly(tuple(0, twice));
    }

    @Test
    void anIsolationLevelThatIsNoneIsRefused() {
        assertThat(list(NO_LEVEL, topic(offsets(0, -1))))
                .extracting(ListOffsetsPartitionResponse::errorCode)
                .containsExactly(Errors.INVALID_REQUEST.code());

        FetchResponseData fetched = fetch(NO_LEVEL, fetching(0, 0));
        assertThat(fetched.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(fetched.responses()).isEmpty();
    }

    @Test
    void ofAPartitionFetchedTwiceTheLastWordCounts() {
        FetchResponseData fetched = fetch(0, fetching(0, 9), fetching(1, 0), fetching(0, 1));

        assertThat(fetched.responses()).singleElement().satisfies(topic -> {
            assertThat(topic.partitions())
                    .extracting(FetchResponseData.PartitionData::partitionIndex)
                    .containsExactly(0, 1);
            assertThat(topic.partitions().get(0).errorCode()).isZero();
            assertThat(OneThread.values(topic.partitions().get(0))).containsExactly("second");
        });
    }

    @Test
    void whoHasRecordsOfAnEpochThatNeverWasIsOutOfRange() {
        FetchResponseData.PartitionData ofThisEpoch = fetch(0, fetching(0, 1).setLastFetchedEpoch(0))
                .responses()
                .get(0)
                .partitions()
                .get(0);
        assertThat(OneThread.values(ofThisEpoch)).containsExactly("second");

        for (int partition = 0; partition < 2; partition++) {
            FetchResponseData fetched = fetch(0, fetching(partition, 0).setLastFetchedEpoch(1));
            assertThat(fetched.responses().get(0).partitions().get(0).errorCode())
                    .as("partition %d", partition)
                    .isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
        }
    }

    @Test
    void aPageThatBeginsAtATopicThatWasNotAskedForIsRefused() {
        world.createTopic("v", 1);

        assertThat(pageFrom("u", "t", "v"))
                .extracting(DescribeTopicPartitionsResponseTopic::errorCode)
                .containsExactly(Errors.INVALID_REQUEST.code(), Errors.INVALID_REQUEST.code());
        assertThat(pageFrom("u", "t", "u", "v"))
                .extracting(DescribeTopicPartitionsResponseTopic::name, DescribeTopicPartitionsResponseTopic::errorCode)
                .containsExactly(tuple("u", Errors.UNKNOWN_TOPIC_OR_PARTITION.code()), tuple("v", (short) 0));
        // Of all topics the one that the last page ended at may be gone by now.
        assertThat(pageFrom("u"))
                .extracting(DescribeTopicPartitionsResponseTopic::name)
                .containsExactly("v");
    }

    private List<DescribeTopicPartitionsResponseTopic> pageFrom(String cursor, String... topics) {
        DescribeTopicPartitionsRequestData request = new DescribeTopicPartitionsRequestData()
                .setCursor(new DescribeTopicPartitionsRequestData.Cursor().setTopicName(cursor));
        for (String topic : topics) {
            request.topics().add(new DescribeTopicPartitionsRequestData.TopicRequest().setName(topic));
        }
        return List.copyOf(
                world.ask(DescribeTopicPartitionsResponseData.class, ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, request)
                        .topics());
    }
}
