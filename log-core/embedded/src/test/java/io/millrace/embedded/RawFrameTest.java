package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no decent client sends, and what a decent one sends twice. */
@Timeout(60)
class RawFrameTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void aBatchWithAWrongCrcIsRefusedAndNeverStored() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "crc", 1, Map.of());
        ByteBuffer batch = batch(-1, 0, 0, "v");
        batch.put(batch.limit() - 1, (byte) (batch.get(batch.limit() - 1) ^ 1));
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            assertThat(produce(client, "crc", batch).errorCode()).isEqualTo(Errors.CORRUPT_MESSAGE.code());
            assertThat(produce(client, "crc", batch(-1, 0, 0, "v")).baseOffset())
                    .isZero();
        }
        try (KafkaConsumer<String, String> consumer = Stock.consumer(log.bootstrapServers())) {
            TopicPartition partition = new TopicPartition("crc", 0);
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 1L);
        }
    }

    @Test
    void aBatchSentTwiceIsStoredOnceAndAnsweredWithTheSameOffset() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "twice", 1, Map.of());
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            long id = producerId(client);
            assertThat(produce(client, "twice", batch(id, 0, 0, "a")).baseOffset())
                    .isZero();
            assertThat(produce(client, "twice", batch(id, 0, 1, "b")).baseOffset())
                    .isEqualTo(1);

            assertThat(produce(client, "twice", batch(id, 0, 0, "a")).baseOffset())
                    .isZero();
            assertThat(produce(client, "twice", batch(id, 0, 3, "d")).errorCode())
                    .isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code());
            assertThat(produce(client, "twice", batch(id, 1, 0, "e")).baseOffset())
                    .isEqualTo(2);
            assertThat(produce(client, "twice", batch(id, 0, 2, "c")).errorCode())
                    .isEqualTo(Errors.INVALID_PRODUCER_EPOCH.code());
        }
    }

    @Test
    void producerIdsAreNeverGivenTwice() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            assertThat(producerId(client)).isNotEqualTo(producerId(client));
        }
    }

    @Test
    void badFramesCloseTheirOwnConnectionOnly() throws Exception {
        byte[][] bad = {
            {0x7F, 0, 0, 0}, // two gigabytes announced
            {-1, -1, -1, -1}, // a negative size
            {0, 0, 0, 10, 0x7F, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0}, // an API that does not exist
            {0, 0, 0, 10, 0, 3, 0, 99, 0, 0, 0, 1, 0, 0}, // a version of Metadata that does not exist
            {0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0}, // Produce 2, which is listed but not carried out
            {0, 0, 0, 3, 0, 3, 0}, // cut off in the header
            // Metadata 1 with an array of 2^31 - 1 topics
            {0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0x7F, -1, -1, -1}
        };
        try (RawClient good = new RawClient(log.bootstrapServers())) {
            for (byte[] frame : bad) {
                try (RawClient client = new RawClient(log.bootstrapServers())) {
                    client.send(frame);
                    assertThat(client.isClosedByPeer())
                            .as(Arrays.toString(frame))
                            .isTrue();
                }
            }
            assertThat(good.ask(ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(null)))
                    .isNotNull();
        }
    }

    @Test
    void aFetchSessionNamesItsPartitionsOnce() throws Exception {
        Stock.produce(log.bootstrapServers(), "sessions", 0, 1);
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            FetchRequestData first = new FetchRequestData()
                    .setSessionId(0)
                    .setSessionEpoch(0)
                    .setMaxWaitMs(0)
                    .setTopics(List.of(new FetchRequestData.FetchTopic()
                            .setTopic("sessions")
                            .setPartitions(List.of(new FetchRequestData.FetchPartition()
                                    .setPartition(0)
                                    .setPartitionMaxBytes(1_000)))));
            FetchResponseData answer = (FetchResponseData) client.ask(ApiKeys.FETCH, 11, first);
            int id = answer.sessionId();
            assertThat(id).isPositive();
            assertThat(recordBytes(answer)).isPositive();

            FetchRequestData again = new FetchRequestData().setSessionId(id).setMaxWaitMs(0);
            FetchResponseData second = (FetchResponseData) client.ask(ApiKeys.FETCH, 11, again.setSessionEpoch(1));
            assertThat(second.sessionId()).isEqualTo(id);
            assertThat(recordBytes(second)).isEqualTo(recordBytes(answer));

            FetchResponseData late = (FetchResponseData) client.ask(ApiKeys.FETCH, 11, again);
            assertThat(late.errorCode()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
            FetchResponseData unknown =
                    (FetchResponseData) client.ask(ApiKeys.FETCH, 11, again.setSessionId(id == 5 ? 6 : 5));
            assertThat(unknown.errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
        }
    }

    private static int recordBytes(FetchResponseData answer) {
        return RecordsData.size(answer.responses().get(0).partitions().get(0).records());
    }

    private static long producerId(RawClient client) throws Exception {
        return ((InitProducerIdResponseData) client.ask(
                        ApiKeys.INIT_PRODUCER_ID,
                        4,
                        new InitProducerIdRequestData().setTransactionalId(null).setTransactionTimeoutMs(1_000)))
                .producerId();
    }

    private static PartitionProduceResponse produce(RawClient client, String topic, ByteBuffer batch) throws Exception {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(0)
                                .setRecords(RecordsData.of(batch)))));
        ProduceResponseData answer = (ProduceResponseData) client.ask(ApiKeys.PRODUCE, 9, request);
        return answer.responses().iterator().next().partitionResponses().get(0);
    }

    private static ByteBuffer batch(long producerId, int epoch, int sequence, String value) {
        BatchWriter writer = new BatchWriter(256, 10_000).begin();
        writer.append(1, "k".getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(
                producerId,
                (short) (producerId < 0 ? -1 : epoch),
                producerId < 0 ? -1 : sequence,
                Compression.NONE,
                false);
    }
}
