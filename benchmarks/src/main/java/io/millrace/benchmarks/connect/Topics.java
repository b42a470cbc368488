package io.millrace.benchmarks.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of one partition on one log, by the stock clients. One thread. */
final class Topics implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final Map<String, Object> servers;
    private final Admin admin;

    Topics(String bootstrap) {
        this.servers = Map.of("bootstrap.servers", bootstrap);
        this.admin = Admin.create(servers);
    }

    void create(String topic) {
        get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
    }

    void delete(String topic) {
        get(admin.deleteTopics(List.of(topic)).all());
    }

    /** How many records it has. */
    long size(String topic) {
        TopicPartition only = new TopicPartition(topic, 0);
        return get(admin.listOffsets(Map.of(only, OffsetSpec.latest())).partitionResult(only))
                .offset();
    }

    /** Writes so many values, and returns when all are acknowledged. */
    void fill(String topic, long records, LongFunction<byte[]> value) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", servers.get("bootstrap.servers"), "linger.ms", "20", "batch.size", PIECE);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, value.apply(i)));
            }
            producer.flush();
        }
        if (size(topic) != records) {
            throw new IllegalStateException(topic + " has " + size(topic) + " records of " + records);
        }
    }

    /** A checksum over all values in their order, a line end after each. */
    long checksum(String topic) {
        TopicPartition only = new TopicPartition(topic, 0);
        long left = size(topic);
        CRC32C sum = new CRC32C();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    sum.update(record.value());
                    sum.update('\n');
                    left--;
                }
            }
        }
        return sum.getValue();
    }

    /** The same of a file's bytes. */
    static long checksum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                sum.update(piece, 0, read);
            }
        }
        return sum.getValue();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
