package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.kafka.LogConsumer;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A consumer of a log whose new leader has not all that the old one gave out. */
@Timeout(60)
class TruncatedLogTest {
    private static final String ID = "inprocess:truncated";
    private static final TopicPartition ZERO = new TopicPartition("t", 0);
    /** The old leader had three records; the new one has the first two, or none, and its own after them. */
    private static final int OLD_END = 3;

    private static final int NEW_END = 5;

    private volatile int epoch;
    private volatile long kept = 2;
    /** Open once the consumer has what the leader says of the old epoch. */
    private final CountDownLatch checked = new CountDownLatch(1);

    private LogConsumer<byte[], byte[]> consumer;

    @BeforeEach
    void open() {
        InProcess.register(ID, new Node());
    }

    @AfterEach
    void close() {
        consumer.close();
        InProcess.unregister(ID);
    }

    @Test
    void withAPolicyItGoesOnWhereTheLogsParted() {
        consume("earliest", 500);
        assertThat(read(OLD_END)).containsExactly("0 of 0", "1 of 0", "2 of 0");
        epoch = 1;
        assertThat(read(3)).containsExactly("2 of 1", "3 of 1", "4 of 1");
        assertThat(consumer.position(ZERO)).isEqualTo(NEW_END);
    }

    @Test
    void withoutAPolicyItSaysWhereTheLogsParted() {
        consume("none", 500);
        assertThat(read(OLD_END)).hasSize(OLD_END);
        epoch = 1;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(1)).isInstanceOfSatisfying(LogTruncationException.class, failure -> {
                assertThat(failure.offsetOutOfRangePartitions()).isEqualTo(Map.of(ZERO, 3L));
                assertThat(failure.divergentOffsets())
                        .isEqualTo(Map.of(ZERO, new OffsetAndMetadata(2, Optional.of(0), "")));
            });
        }
        consumer.seek(ZERO, new OffsetAndMetadata(2, Optional.of(0), ""));
        assertThat(read(3)).containsExactly("2 of 1", "3 of 1", "4 of 1");
    }

    @Test
    void whatNobodyHasSeenIsReadAgain() throws Exception {
        consume("none", 1);
        assertThat(read(1)).containsExactly("0 of 0");
        epoch = 1;
        assertThat(checked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(read(4)).containsExactly("1 of 0", "2 of 1", "3 of 1", "4 of 1");
    }

    @Test
    void ofALogThatLostAllItReadsWhatThePolicySays() {
        consume("earliest", 500);
        assertThat(read(OLD_END)).hasSize(OLD_END);
        kept = 0;
        epoch = 1;
        assertThat(read(1).get(0)).isEqualTo("0 of 1");
    }

    private void consume(String policy, int maxPollRecords) {
        consumer = new LogConsumer<>(
                Map.of("bootstrap.servers", ID, "auto.offset.reset", policy, "max.poll.records", maxPollRecords),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(ZERO));
        consumer.seek(ZERO, 0);
    }

    private List<String> read(int count) {
        List<String> read = new ArrayList<>();
        while (read.size() < count) {
            consumer.poll(Duration.ofMillis(20))
                    .forEach(record -> read.add(record.offset() + " of " + record.value()[0]));
        }
        return read;
    }

    /** In the thread of whoever connects. */
    private final class Node implements Transport<Request, Response> {
        private ScriptedCluster cluster;

        @Override
        public synchronized Connection<Request, Response> connect(Endpoint endpoint, Loop on, Runnable onClose) {
            if (cluster == null) {
                cluster = new ScriptedCluster(on);
                cluster.topic("t", 1);
                cluster.on(ApiKeys.METADATA, held -> {
                    cluster.topics.get("t").partitions().get(0).setLeaderEpoch(epoch);
                    MetadataResponseData answer = cluster.metadata((MetadataRequestData) held.request.body());
                    answer.brokers().forEach(each -> each.setHost(ID).setPort(0));
                    return answer;
                });
                cluster.on(ApiKeys.OFFSET_FOR_LEADER_EPOCH, held -> {
                    held.answer(end());
                    if (epoch == 1) {
                        // Behind the answer in the loop, and the client takes that in at once.
                        on.execute(checked::countDown);
                    }
                    return null;
                });
                cluster.on(ApiKeys.LIST_OFFSETS, held -> first());
                cluster.on(ApiKeys.FETCH, held -> {
                    on.schedule(2, () -> held.answer(fetched(held)));
                    return null;
                });
            }
            return cluster.connect(endpoint, on, onClose);
        }

        @Override
        public void close() {
            cluster.close();
        }

        private OffsetForLeaderEpochResponseData end() {
            OffsetForLeaderTopicResult topic = new OffsetForLeaderTopicResult().setTopic("t");
            topic.partitions()
                    .add(new EpochEndOffset().setLeaderEpoch(kept == 0 ? -1 : 0).setEndOffset(kept == 0 ? -1 : kept));
            OffsetForLeaderEpochResponseData answer = new OffsetForLeaderEpochResponseData();
            answer.topics().add(topic);
            return answer;
        }

        private ListOffsetsResponseData first() {
            ListOffsetsTopicResponse topic = new ListOffsetsTopicResponse().setName("t");
            topic.partitions()
                    .add(new ListOffsetsPartitionResponse().setOffset(0).setTimestamp(-1));
            return new ListOffsetsResponseData().setTopics(List.of(topic));
        }

        private FetchResponseData fetched(Held held) {
            FetchRequestData.FetchTopic asked =
                    held.body(FetchRequestData.class).topics().get(0);
            FetchPartition partition = asked.partitions().get(0);
            boolean old = partition.currentLeaderEpoch() < epoch;
            FetchableTopicResponse topic = new FetchableTopicResponse().setTopicId(asked.topicId());
            topic.partitions()
                    .add(new PartitionData()
                            .setErrorCode(old ? Errors.FENCED_LEADER_EPOCH.code() : Errors.NONE.code())
                            .setHighWatermark(epoch == 0 ? OLD_END : NEW_END)
                            .setRecords(
                                    RecordsData.of(old ? ByteBuffer.allocate(0) : records(partition.fetchOffset()))));
            FetchResponseData answer = new FetchResponseData();
            answer.responses().add(topic);
            return answer;
        }

        /** From there to the end, or to where the epoch ends. */
        private ByteBuffer records(long from) {
            boolean shared = epoch == 0 || from < kept;
            long end = epoch == 0 ? OLD_END : shared ? kept : NEW_END;
            if (from >= end) {
                return ByteBuffer.allocate(0);
            }
            BatchWriter writer = new BatchWriter(1024, 1 << 20).begin();
            for (long i = from; i < end; i++) {
                writer.append(1, null, new byte[] {(byte) (shared ? 0 : 1)});
            }
            ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
            BatchHeader.setBaseOffset(batch, 0, from);
            BatchHeader.setLeaderEpoch(batch, 0, shared ? 0 : 1);
            return batch;
        }
    }
}
