package io.millrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to producers that ask for no answer, or for acknowledgements that nobody gives. */
@Timeout(60)
class ProduceEdgesTest {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
        Stock.createTopic(log.bootstrapServers(), "there", 1, Map.of());
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void whoWantsNoAnswerLearnsOfAFailureByTheEndOfItsConnection() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            client.send(ApiKeys.PRODUCE, 12, produce(0, "nowhere"));

            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void whoWantsNoAnswerGetsNoneWhenAllWentWell() throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            client.send(ApiKeys.PRODUCE, 12, produce(0, "there"));

            // Were there an answer, this one would be taken for it and not be decoded.
            client.ask(ApiKeys.API_VERSIONS, 3, new ApiVersionsRequestData());
            assertThat(answer(client, produce(1, "there")).baseOffset()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, -2, Short.MAX_VALUE})
    void otherAcksThanThreeAreRefused(int acks) throws Exception {
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            assertThat(answer(client, produce(acks, "there")).errorCode())
                    .isEqualTo(Errors.INVALID_REQUIRED_ACKS.code());
        }
    }

    @Test
    void recordsOfATopicThatIsOnlyCompactedAreNotDeleted() throws Exception {
        Stock.createTopic(log.bootstrapServers(), "compacted", 1, Map.of("cleanup.policy", "compact"));
        Stock.createTopic(log.bootstrapServers(), "both", 1, Map.of("cleanup.policy", "compact,delete"));
        try (RawClient client = new RawClient(log.bootstrapServers())) {
            assertThat(deleteRecords(client, "compacted")).isEqualTo(Errors.POLICY_VIOLATION.code());
            assertThat(deleteRecords(client, "both")).isEqualTo(Errors.NONE.code());
        }
    }

    private static short deleteRecords(RawClient client, String topic) throws Exception {
        DeleteRecordsRequestData request = new DeleteRecordsRequestData().setTimeoutMs(10_000);
        request.topics()
                .add(new DeleteRecordsRequestData.DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsRequestData.DeleteRecordsPartition().setOffset(0))));
        return ((DeleteRecordsResponseData) client.ask(ApiKeys.DELETE_RECORDS, 2, request))
                .topics()
                .iterator()
                .next()
                .partitions()
                .iterator()
                .next()
                .errorCode();
    }

    private static PartitionProduceResponse answer(RawClient client, ProduceRequestData request) throws Exception {
        return ((ProduceResponseData) client.ask(ApiKeys.PRODUCE, 12, request))
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0);
    }

    private static ProduceRequestData produce(int acks, String topic) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        writer.append(1, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) acks).setTimeoutMs(10_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setRecords(
                                        RecordsData.of(writer.finish(-1, (short) -1, -1, Compression.NONE, false))))));
        return request;
    }
}
