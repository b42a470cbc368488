package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.wire.message.Codec;
import io.millrace.wire.message.RecordsData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that name every partition of a node that has thirty thousand. */
@Tag("full")
@Timeout(120)
class EveryPartitionTest {
    private static final Logger LOG = LoggerFactory.getLogger(EveryPartitionTest.class);
    private static final int TOPICS = 30;
    private static final int PARTITIONS = 1_000;
    private static final int ALL = TOPICS * PARTITIONS;
    private static final int MIB = 1 << 20;
    private static final int FETCH_MAX_BYTES = 4 * MIB;
    /** What is said of a partition besides its records. */
    private static final int BYTES_A_PARTITION = 100;

    private static final long MOST_MS = 10_000;
    private static final long MOST_KEPT_BYTES = 32L * MIB;

    private final Map<Uuid, String> names = new HashMap<>();

    @Test
    void oneRequestMayNameThirtyThousandPartitions() throws Exception {
        try (EmbeddedLog log = Millrace.log()
                        .inMemory()
                        .set("fetch.max.bytes", Integer.toString(FETCH_MAX_BYTES))
                        .start();
                RawClient client = new RawClient(log.bootstrapServers())) {
            create(log.bootstrapServers());
            fill(client);
            long before = heapInUse();

            metadata(client);
            describePages(client);
            listOffsets(client);
            fetchAll(client);
            fetchInSession(client, log.bootstrapServers());

            assertThat(heapInUse() - before).as("bytes kept").isLessThan(MOST_KEPT_BYTES);
        }
    }

    private void metadata(RawClient client) throws Exception {
        MetadataResponseData answer = (MetadataResponseData)
                timed("Metadata", client, ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(null), 3 * MIB);

        answer.topics().stream().filter(topic -> !topic.isInternal()).forEach(topic -> {
            assertThat(topic.partitions()).hasSize(PARTITIONS);
            names.put(topic.topicId(), topic.name());
        });
        assertThat(names).hasSize(TOPICS);
    }

    private static void describePages(RawClient client) throws Exception {
        int mostOfPage = 1_999;
        DescribeTopicPartitionsRequestData request =
                new DescribeTopicPartitionsRequestData().setResponsePartitionLimit(mostOfPage);
        Set<String> seen = new HashSet<>();
        int pages = 0;
        DescribeTopicPartitionsResponseData.Cursor next;
        do {
            DescribeTopicPartitionsResponseData page = (DescribeTopicPartitionsResponseData)
                    timed("a page", client, ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, request, MIB / 2);
            int before = seen.size();
            page.topics().stream()
                    .filter(topic -> !topic.isInternal())
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> assertThat(seen.add(topic.name() + "-" + partition.partitionIndex()))
                                    .isTrue()));
            assertThat(seen.size() - before).isBetween(1, mostOfPage);
            pages++;
            next = page.nextCursor();
            if (next != null) {
                request.setCursor(new DescribeTopicPartitionsRequestData.Cursor()
                        .setTopicName(next.topicName())
                        .setPartitionIndex(next.partitionIndex()));
            }
        } while (next != null);

        assertThat(seen).hasSize(ALL);
        assertThat(pages).isEqualTo((ALL + mostOfPage - 1) / mostOfPage);
    }

    private void listOffsets(RawClient client) throws Exception {
        ListOffsetsRequestData request = new ListOffsetsRequestData().setReplicaId(-1);
        for (String name : names.values()) {
            ListOffsetsTopic topic = new ListOffsetsTopic().setName(name);
            for (int p = 0; p < PARTITIONS; p++) {
                topic.partitions()
                        .add(new ListOffsetsPartition()
                                .setPartitionIndex(p)
                                .setCurrentLeaderEpoch(-1)
                                .setTimestamp(-1));
            }
            request.topics().add(topic);
        }

        ListOffsetsResponseData answer =
                (ListOffsetsResponseData) timed("ListOffsets", client, ApiKeys.LIST_OFFSETS, 7, request, 2 * MIB);

        assertThat(answer.topics())
                .hasSize(TOPICS)
                .allSatisfy(topic -> assertThat(topic.partitions())
                        .hasSize(PARTITIONS)
                        .allMatch(partition -> partition.errorCode() == 0 && partition.offset() == 1));
    }

    /** As a client does: whoever was answered stands behind those who were not. */
    private void fetchAll(RawClient client) throws Exception {
        Set<String> left = new HashSet<>();
        names.forEach((id, name) -> {
            for (int p = 0; p < PARTITIONS; p++) {
                left.add(id + "/" + p);
            }
        });
        int rounds = 0;
        while (!left.isEmpty()) {
            FetchRequestData request = fetch(left, 0, -1, 0);
            FetchResponseData answer = (FetchResponseData)
                    timed("Fetch", client, ApiKeys.FETCH, 16, request, FETCH_MAX_BYTES + ALL * BYTES_A_PARTITION);
            int before = left.size();
            for (FetchableTopicResponse topic : answer.responses()) {
                for (PartitionData partition : topic.partitions()) {
                    assertThat(partition.errorCode()).isZero();
                    if (partition.records() != null && partition.records().sizeInBytes() > 0) {
                        left.remove(topic.topicId() + "/" + partition.partitionIndex());
                    }
                }
            }
            assertThat(left.size()).as("partitions unread").isLessThan(before);
            rounds++;
        }
        // A record of a KiB in each.
        assertThat(rounds).isBetween(ALL * 1_024 / FETCH_MAX_BYTES, 2 * ALL * 1_024 / FETCH_MAX_BYTES);
    }

    /** Named once, all are waited for at once; the answer has what is new, and nothing else. */
    private void fetchInSession(RawClient client, String bootstrap) throws Exception {
        Set<String> all = new HashSet<>();
        names.forEach((id, name) -> {
            for (int p = 0; p < PARTITIONS; p++) {
                all.add(id + "/" + p);
            }
        });
        FetchResponseData begun = (FetchResponseData)
                timed("Fetch of a session", client, ApiKeys.FETCH, 16, fetch(all, 1, 0, 0), ALL * BYTES_A_PARTITION);
        assertThat(begun.sessionId()).isPositive();
        client.send(
                ApiKeys.FETCH,
                16,
                new FetchRequestData()
                        .setMinBytes(1)
                        .setMaxWaitMs((int) MOST_MS)
                        .setMaxBytes(Integer.MAX_VALUE)
                        .setSessionId(begun.sessionId())
                        .setSessionEpoch(1));

        Stock.produce(bootstrap, "every-7", 0, 1);
        byte[] frame = client.readFrame();

        FetchResponseData answer = (FetchResponseData)
                Codec.decodeResponse(ApiKeys.FETCH, (short) 16, client.lastCorrelationId(), ByteBuffer.wrap(frame));
        assertThat(frame.length).isLessThan(1_024);
        assertThat(answer.responses()).singleElement().satisfies(topic -> {
            assertThat(names.get(topic.topicId())).isEqualTo("every-7");
            assertThat(topic.partitions()).hasSize(1);
        });
    }

    private static FetchRequestData fetch(Set<String> partitions, long offset, int sessionEpoch, int maxWaitMs) {
        Map<Uuid, FetchTopic> topics = new HashMap<>();
        for (String each : partitions) {
            int slash = each.indexOf('/');
            Uuid id = Uuid.fromString(each.substring(0, slash));
            topics.computeIfAbsent(id, of -> new FetchTopic().setTopicId(of))
                    .partitions()
                    .add(new FetchPartition()
                            .setPartition(Integer.parseInt(each.substring(slash + 1)))
                            .setFetchOffset(offset)
                            .setPartitionMaxBytes(MIB));
        }
        return new FetchRequestData()
                .setMinBytes(1)
                .setMaxWaitMs(maxWaitMs)
                .setMaxBytes(Integer.MAX_VALUE)
                .setSessionEpoch(sessionEpoch)
                .setTopics(new ArrayList<>(topics.values()));
    }

    private static ApiMessage timed(
            String what, RawClient client, ApiKeys api, int version, ApiMessage request, int mostBytes)
            throws Exception {
        long begin = System.nanoTime();
        int correlationId = client.send(api, version, request);
        byte[] frame = client.readFrame();
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        LOG.info("{}: {} ms, {} bytes", what, tookMs, frame.length);
        assertThat(frame.length).as(what).isLessThanOrEqualTo(mostBytes);
        assertThat(tookMs).as(what).isLessThan(MOST_MS);
        return Codec.decodeResponse(api, (short) version, correlationId, ByteBuffer.wrap(frame));
    }

    private static void create(String bootstrap) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            topics.add(new NewTopic("every-" + i, PARTITIONS, (short) 1));
        }
        long begin = System.nanoTime();
        try (Admin admin = Stock.admin(bootstrap)) {
            admin.createTopics(topics.subList(0, TOPICS / 3)).all().get(60, TimeUnit.SECONDS);
            admin.createTopics(topics.subList(TOPICS / 3, 2 * TOPICS / 3)).all().get(60, TimeUnit.SECONDS);
            admin.createTopics(topics.subList(2 * TOPICS / 3, TOPICS)).all().get(60, TimeUnit.SECONDS);
        }
        LOG.info("made in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /** A record of a KiB in each. */
    private static void fill(RawClient client) throws Exception {
        ByteBuffer batch = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[1_024]))
                .buffer();
        for (int t = 0; t < TOPICS; t++) {
            TopicProduceData topic = new TopicProduceData().setName("every-" + t);
            for (int p = 0; p < PARTITIONS; p++) {
                topic.partitionData()
                        .add(new PartitionProduceData().setIndex(p).setRecords(RecordsData.of(batch.duplicate())));
            }
            ProduceRequestData request =
                    new ProduceRequestData().setAcks((short) -1).setTimeoutMs((int) MOST_MS);
            request.topicData().add(topic);
            ProduceResponseData answer = (ProduceResponseData)
                    timed("Produce to " + PARTITIONS, client, ApiKeys.PRODUCE, 9, request, MIB / 8);
            answer.responses()
                    .forEach(each -> assertThat(each.partitionResponses())
                            .hasSize(PARTITIONS)
                            .allMatch(partition -> partition.errorCode() == 0));
        }
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
