package io.millrace.platform.streams;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.group.Offset;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A log in memory with a client that writes and reads whole topics. Owned by the test's thread. */
final class TestLog implements AutoCloseable {
    static final long PATIENCE_MS = 20_000;

    private final EmbeddedLog log = Millrace.log()
            .inMemory()
            .inProcessOnly()
            .set("group.min.session.timeout.ms", "100")
            .start();
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;
    private final Appender appender;

    TestLog() {
        loop.turn(0);
        client = LogClient.open(ClientConfig.to(log.inProcessServers()), loop);
        appender = client.appender(AppendConfig.defaults());
    }

    /** A record as text. */
    record Read(int partition, long offset, long timestamp, byte[] key, byte[] value) {
        String keyText() {
            return new String(key, StandardCharsets.UTF_8);
        }

        String valueText() {
            return new String(value, StandardCharsets.UTF_8);
        }

        long valueLong() {
            return ByteBuffer.wrap(value).getLong();
        }
    }

    String servers() {
        return log.inProcessServers();
    }

    void create(String topic, int partitions) {
        Await.<Admin.Outcomes>value(
                        loop,
                        PATIENCE_MS,
                        answer -> client.admin().createTopics(List.of(new NewTopic(topic, partitions)), answer))
                .orThrow();
    }

    void write(String topic, int partition, long timestamp, String key, String value) {
        write(topic, partition, timestamp, bytes(key), bytes(value));
    }

    void write(String topic, int partition, long timestamp, byte[] key, byte[] value) {
        while (!appender.append(topic, partition, timestamp, key, value, null, null)) {
            loop.turn(10);
        }
    }

    /** Returns when everything written is acknowledged. */
    void flush() {
        Await.done(loop, PATIENCE_MS, appender::flush);
    }

    Map<TopicPartition, Offset> committed(String group) {
        return Await.value(loop, PATIENCE_MS, answer -> client.admin().groupOffsets(group, answer));
    }

    List<String> topics() {
        return Await.<List<io.millrace.client.metadata.TopicInfo>>value(
                        loop, PATIENCE_MS, answer -> client.admin().listTopics(answer))
                .stream()
                .map(io.millrace.client.metadata.TopicInfo::name)
                .toList();
    }

    Map<TopicPartition, Long> ends(String topic) {
        Map<String, io.millrace.client.metadata.TopicInfo> found =
                Await.value(loop, PATIENCE_MS, answer -> client.metadata().refresh(List.of(topic), answer));
        Map<TopicPartition, Long> specs = new HashMap<>();
        for (int p = 0; p < found.get(topic).partitionCount(); p++) {
            specs.put(new TopicPartition(topic, p), Admin.LATEST);
        }
        Map<TopicPartition, Admin.FoundOffset> offsets =
                Await.value(loop, PATIENCE_MS, answer -> client.admin().listOffsets(specs, answer));
        Map<TopicPartition, Long> ends = new HashMap<>();
        offsets.forEach((partition, offset) -> ends.put(partition, offset.offset()));
        return ends;
    }

    /** Every record of the topic, from the start to the end as it is now; within a partition in order. */
    List<Read> read(String topic) {
        Map<TopicPartition, Long> ends = ends(topic);
        List<Read> records = new ArrayList<>();
        long giveUpAt = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        try (Fetcher fetcher = client.fetcher(FetchConfig.defaults())) {
            ends.values().removeIf(end -> end == 0);
            ends.keySet().forEach(partition -> fetcher.add(partition, 0));
            while (!ends.isEmpty()) {
                Fetched slice = fetcher.poll();
                if (slice != null) {
                    collect(slice, records);
                    ends.computeIfPresent(
                            slice.partition(), (partition, end) -> slice.nextOffset() >= end ? null : end);
                    slice.close();
                } else if (System.nanoTime() - giveUpAt > 0) {
                    throw new AssertionError("topic " + topic + " could not be read to its end: " + ends);
                } else {
                    loop.turn(10);
                }
            }
        }
        return records;
    }

    /** The last value of each key, as text. */
    Map<String, byte[]> table(String topic) {
        Map<String, byte[]> table = new LinkedHashMap<>();
        read(topic).forEach(record -> table.put(record.keyText(), record.value()));
        return table;
    }

    private static void collect(Fetched slice, List<Read> into) {
        BatchCursor batch = new BatchCursor();
        RecordCursor record = new RecordCursor();
        for (ByteBuffer buffer : slice.slices()) {
            batch.over(buffer);
            while (batch.next()) {
                record.over(buffer, batch.position());
                while (record.next()) {
                    if (record.offset() >= slice.position()) {
                        into.add(new Read(
                                slice.partition().partition(),
                                record.offset(),
                                record.timestamp(),
                                record.key(),
                                record.value()));
                    }
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        log.close();
    }
}
