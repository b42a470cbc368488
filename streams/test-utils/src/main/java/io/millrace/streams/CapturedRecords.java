package io.millrace.streams;

import io.millrace.streams.operator.RecordSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/** Keeps what tasks write, by topic, and in order of arrival what may have to be read again. */
final class CapturedRecords implements RecordSink {
    private final Map<String, Queue<ProducerRecord<byte[], byte[]>>> byTopic = new HashMap<>();
    private final Queue<ProducerRecord<byte[], byte[]>> fresh = new ArrayDeque<>();
    private final Set<String> written = new TreeSet<>();

    @Override
    public void send(
            String topic,
            int partition,
            long timestamp,
            byte @Nullable [] key,
            int keyPosition,
            int keySize,
            byte @Nullable [] value,
            int valuePosition,
            int valueSize,
            byte @Nullable [] rawHeaders,
            int headersPosition,
            int headersSize,
            int headerCount) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic,
                null,
                timestamp,
                slice(key, keyPosition, keySize),
                slice(value, valuePosition, valueSize),
                headers(rawHeaders, headersPosition, headerCount));
        written.add(topic);
        queue(topic).add(record);
        fresh.add(record);
    }

    @Override
    public int partitionCount(String topic) {
        return 1;
    }

    @Override
    public boolean full() {
        return false;
    }

    /** What was written to a topic, and not read yet. */
    Queue<ProducerRecord<byte[], byte[]>> queue(String topic) {
        return byTopic.computeIfAbsent(topic, name -> new ArrayDeque<>());
    }

    /** The next record written, whatever its topic, or null. */
    @Nullable
    ProducerRecord<byte[], byte[]> pollFresh() {
        return fresh.poll();
    }

    /** All topics written to. */
    Set<String> topics() {
        return new TreeSet<>(written);
    }

    private static byte @Nullable [] slice(byte @Nullable [] bytes, int position, int size) {
        return bytes == null || size < 0 ? null : Arrays.copyOfRange(bytes, position, position + size);
    }

    private static RecordHeaders headers(byte @Nullable [] raw, int position, int count) {
        RecordHeaders headers = new RecordHeaders();
        if (raw == null) {
            return headers;
        }
        ByteBuffer from = ByteBuffer.wrap(raw, position, raw.length - position);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[ByteUtils.readVarint(from)];
            from.get(key);
            int size = ByteUtils.readVarint(from);
            byte[] value = size < 0 ? null : new byte[size];
            if (value != null) {
                from.get(value);
            }
            headers.add(new String(key, StandardCharsets.UTF_8), value);
        }
        return headers;
    }
}
