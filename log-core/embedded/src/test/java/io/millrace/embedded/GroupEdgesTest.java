package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What members and owners of transactions are told of groups, topics and batches that are not there. */
@Timeout(60)
class GroupEdgesTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        Stock.createTopic(log.bootstrapServers(), "there", 2, Map.of());
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void aRefusedMemberIsToldOfNoProtocolWhereItsVersionKnowsSuchAThing() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            assertThat(refusedJoin(client, 6).protocolName()).isEmpty();
            assertThat(refusedJoin(client, 7).protocolName()).isNull();
            assertThat(refusedJoin(client, 9).protocolName()).isNull();
        }
    }

    private static JoinGroupResponseData refusedJoin(RawClient client, int version) throws Exception {
        JoinGroupRequestData request =
                new JoinGroupRequestData().setProtocolType("consumer").setSessionTimeoutMs(10_000);
        JoinGroupResponseData answer = (JoinGroupResponseData) client.ask(ApiKeys.JOIN_GROUP, version, request);
        assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_GROUP_ID.code());
        return answer;
    }

    @Test
    void offsetsOfPartitionsThatAreNotThereCannotBeDeleted() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            client.ask(ApiKeys.OFFSET_COMMIT, 9, outsidersCommit());
            OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId("readers");
            for (String topic : List.of("there", "nowhere")) {
                request.topics()
                        .add(new OffsetDeleteRequestTopic()
                                .setName(topic)
                                .setPartitions(List.of(
                                        new OffsetDeleteRequestPartition().setPartitionIndex(0),
                                        new OffsetDeleteRequestPartition().setPartitionIndex(2))));
            }

            OffsetDeleteResponseData answer = (OffsetDeleteResponseData) client.ask(ApiKeys.OFFSET_DELETE, 0, request);

            assertThat(answer.errorCode()).isZero();
            assertThat(error(answer, "there", 0)).isEqualTo(Errors.NONE.code());
            assertThat(error(answer, "there", 2)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            assertThat(error(answer, "nowhere", 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
    }

    private static OffsetCommitRequestData outsidersCommit() {
        return new OffsetCommitRequestData()
                .setGroupId("readers")
                .setGenerationIdOrMemberEpoch(-1)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName("there")
                        .setPartitions(List.of(new OffsetCommitRequestPartition().setCommittedOffset(1)))));
    }

    private static short error(OffsetDeleteResponseData answer, String topic, int partition) {
        return answer.topics().find(topic).partitions().find(partition).errorCode();
    }

    @Test
    void aTransactionCommitsNoOffsetsOfTopicsThatAreNotThere() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            InitProducerIdResponseData owner = init(client, "offsets");
            TxnOffsetCommitRequestData request = new TxnOffsetCommitRequestData()
                    .setTransactionalId("offsets")
                    .setGroupId("readers")
                    .setProducerId(owner.producerId())
                    .setProducerEpoch(owner.producerEpoch())
                    .setGenerationId(-1)
                    .setTopics(List.of(
                            new TxnOffsetCommitRequestTopic()
                                    .setName("there")
                                    .setPartitions(List.of(new TxnOffsetCommitRequestPartition())),
                            new TxnOffsetCommitRequestTopic()
                                    .setName("nowhere")
                                    .setPartitions(List.of(new TxnOffsetCommitRequestPartition()))));

            var answer = (TxnOffsetCommitResponseData) client.ask(ApiKeys.TXN_OFFSET_COMMIT, 5, request);

            assertThat(answer.topics())
                    .extracting(topic -> topic.name() + " "
                            + Errors.forCode(topic.partitions().get(0).errorCode()))
                    .containsExactlyInAnyOrder("there NONE", "nowhere UNKNOWN_TOPIC_OR_PARTITION");
        }
    }

    /** The first was to come again, and the second must not take its place. */
    @Test
    void aTransactionDoesNotBeginInAPartitionWithItsSecondBatch() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            InitProducerIdResponseData owner = init(client, "batches");

            assertThat(produce(client, owner, 1)).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
            assertThat(produce(client, owner, 0)).isEqualTo(Errors.NONE);
            assertThat(produce(client, owner, 1)).isEqualTo(Errors.NONE);
        }
    }

    private static InitProducerIdResponseData init(RawClient client, String transactionalId) throws Exception {
        return (InitProducerIdResponseData) client.ask(
                ApiKeys.INIT_PRODUCER_ID,
                5,
                new InitProducerIdRequestData()
                        .setTransactionalId(transactionalId)
                        .setTransactionTimeoutMs(60_000));
    }

    private static Errors produce(RawClient client, InitProducerIdResponseData owner, int sequence) throws Exception {
        ProduceRequestData request = new ProduceRequestData()
                .setTransactionalId("batches")
                .setAcks((short) -1)
                .setTimeoutMs(10_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName("there")
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setRecords(RecordsData.of(batch(owner, sequence))))));
        ProduceResponseData answer = (ProduceResponseData) client.ask(ApiKeys.PRODUCE, 12, request);
        return Errors.forCode(
                answer.responses().iterator().next().partitionResponses().get(0).errorCode());
    }

    private static ByteBuffer batch(InitProducerIdResponseData owner, int sequence) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        writer.append(1, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
        return writer.finish(owner.producerId(), owner.producerEpoch(), sequence, Compression.NONE, true);
    }
}
