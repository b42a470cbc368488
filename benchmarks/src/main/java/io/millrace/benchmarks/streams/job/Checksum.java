package io.millrace.benchmarks.streams.job;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A number for what a job wrote that does not depend on the order of its keys. One thread. */
final class Checksum {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Map<ByteBuffer, Long> last = new HashMap<>();
    private long sum;
    private long records;

    /** Adds what the topic holds below these ends, read by Kafka's own consumer. */
    void read(String servers, Map<TopicPartition, Long> ends, boolean lastValues) {
        Map<TopicPartition, Long> left = new HashMap<>(ends);
        left.values().removeIf(end -> end == 0);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", "false", "max.poll.records", "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.copyOf(left.keySet()));
            consumer.seekToBeginning(left.keySet());
            while (!left.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the output cannot be read to its end: " + left);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    add(record.key(), record.value(), lastValues);
                }
                left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            }
        }
    }

    private void add(byte @Nullable [] key, byte @Nullable [] value, boolean lastValues) {
        records++;
        long one = mix(hash(key) * 31 + hash(value));
        if (lastValues && key != null) {
            last.put(ByteBuffer.wrap(key), one);
        } else {
            sum += one;
        }
    }

    /** The sum over all last values and all records of the other topics. */
    long sum() {
        return last.values().stream().mapToLong(Long::longValue).sum() + sum;
    }

    /** Records read. */
    long records() {
        return records;
    }

    /** Keys of the topics of which the last values count. */
    long keys() {
        return last.size();
    }

    private static long hash(byte @Nullable [] bytes) {
        if (bytes == null) {
            return 1;
        }
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
