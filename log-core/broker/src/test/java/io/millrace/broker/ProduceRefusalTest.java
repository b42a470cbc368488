package io.millrace.broker;

import static io.millrace.broker.OneThread.batch;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Rng;
import io.millrace.broker.OneThread.Asked;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Produce requests that no sound client sends. */
class ProduceRefusalTest {
    private final OneThread world = new OneThread(new MemoryDisk(Rng.seeded(3)), Map.of(), false).open();

    @AfterEach
    void close() {
        world.close();
    }

    private static ProduceRequestData request(String topic, ByteBuffer... batches) {
        List<ProduceRequestData.PartitionProduceData> partitions = new ArrayList<>();
        for (ByteBuffer batch : batches) {
            partitions.add(
                    new ProduceRequestData.PartitionProduceData().setIndex(0).setRecords(RecordsData.of(batch)));
        }
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData().setName(topic).setPartitionData(partitions));
        return request;
    }

    private List<PartitionProduceResponse> answers(int version, ProduceRequestData request) {
        Asked asked = world.send(ApiKeys.PRODUCE, version, request);
        world.until(asked::done);
        return asked.response()
                .as(ProduceResponseData.class)
                .responses()
                .iterator()
                .next()
                .partitionResponses();
    }

    private static ByteBuffer transactional(long producerId, int sequence, String value) {
        BatchWriter writer = new BatchWriter(256, 100 << 20).begin();
        writer.append(1, "k".getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(producerId, (short) 0, sequence, Compression.NONE, true);
    }

    @Test
    void aPartitionThatStandsTwiceTakesTheFirstBatchAndSaysSo() {
        world.createTopic("t", 1);

        List<PartitionProduceResponse> answers =
                answers(12, request("t", batch("first", -1, -1), batch("second", -1, -1)));

        assertThat(answers)
                .extracting(PartitionProduceResponse::errorCode)
                .containsExactly(Errors.NONE.code(), Errors.INVALID_REQUEST.code());
        assertThat(answers.get(1).errorMessage()).contains("t-0");
        assertThat(world.read("t", 0)).containsExactly("first");
    }

    @Test
    void aBatchWhoseBaseOffsetIsNotZeroIsRefused() {
        world.createTopic("t", 1);
        ByteBuffer batch = batch("v", -1, -1);
        BatchHeader.setBaseOffset(batch, batch.position(), 5);

        assertThat(answers(12, request("t", batch)).get(0).errorCode()).isEqualTo(Errors.INVALID_RECORD.code());
        assertThat(world.read("t", 0)).isEmpty();
    }

    @Test
    void aTopicIdOfZerosIsNoTopics() {
        ProduceRequestData request = request("", batch("v", -1, -1));
        request.topicData().iterator().next().setTopicId(Uuid.ZERO_UUID);

        assertThat(answers(13, request).get(0).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    }

    @Test
    void aTransactionsBatchNamesItsTransactionBeforeAndWhileItIsOpen() {
        world.createTopic("t", 1);
        long id = world.ask(
                        InitProducerIdResponseData.class,
                        ApiKeys.INIT_PRODUCER_ID,
                        4,
                        new InitProducerIdRequestData().setTransactionalId("x").setTransactionTimeoutMs(60_000))
                .producerId();
        short refused = Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code();
        assertThat(answers(11, request("t", transactional(id, 0, "a"))).get(0).errorCode())
                .isEqualTo(refused);
        AddPartitionsToTxnRequestData add = new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId("x")
                .setV3AndBelowProducerId(id)
                .setV3AndBelowProducerEpoch((short) 0);
        add.v3AndBelowTopics()
                .add(new AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic()
                        .setName("t")
                        .setPartitions(List.of(0)));
        assertThat(world.ask(AddPartitionsToTxnResponseData.class, ApiKeys.ADD_PARTITIONS_TO_TXN, 3, add)
                        .resultsByTopicV3AndBelow()
                        .find("t")
                        .resultsByPartition()
                        .find(0)
                        .partitionErrorCode())
                .isZero();

        ProduceRequestData named = request("t", transactional(id, 0, "a")).setTransactionalId("x");
        assertThat(answers(11, named).get(0).errorCode()).isZero();
        assertThat(answers(11, request("t", transactional(id, 1, "b"))).get(0).errorCode())
                .isEqualTo(refused);
        named = request("t", transactional(id, 1, "c")).setTransactionalId("x");
        assertThat(answers(11, named).get(0).errorCode()).isZero();
        assertThat(world.read("t", 0)).containsExactly("a", "c");
    }
}
