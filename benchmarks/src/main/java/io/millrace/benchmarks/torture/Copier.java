package io.millrace.benchmarks.torture;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Copies one topic to another exactly once: offsets and copies in one transaction. */
final class Copier extends Worker {
    static final String GROUP = "copiers";

    private final String transactionalId;

    Copier(String name, Site site, long seed) {
        super(name, site, seed);
        this.transactionalId = name;
    }

    /** Where the copied record lay. */
    static long sourceOffset(byte[] copy) {
        String text = new String(copy, StandardCharsets.UTF_8);
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }

    @Override
    void live() {
        KafkaProducer<byte[], byte[]> producer = site.producer(
                "transactional.id", transactionalId, "transaction.timeout.ms", TransactionalProducer.TIMEOUT_MS);
        KafkaConsumer<byte[], byte[]> consumer = site.consumer(
                "group.id",
                GROUP,
                "isolation.level",
                "read_committed",
                "session.timeout.ms",
                6_000,
                "heartbeat.interval.ms",
                500,
                "max.poll.records",
                200);
        boolean crash = false;
        try {
            producer.initTransactions();
            consumer.subscribe(List.of(Torture.FIRST));
            while (!isStopped() && !crash) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    crash = chance(0.02);
                    copy(records, consumer, producer, crash);
                }
            }
        } finally {
            // An instance that failed in a transaction must not go on from its positions, so it begins anew.
            producer.close(crash ? Duration.ZERO : Duration.ofSeconds(30));
            consumer.close(CloseOptions.timeout(crash ? Duration.ZERO : Duration.ofSeconds(30)));
        }
    }

    private void copy(
            ConsumerRecords<byte[], byte[]> records,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer,
            boolean crash) {
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String from = record.offset() + " ";
            byte[] prefix = from.getBytes(StandardCharsets.UTF_8);
            byte[] value = new byte[prefix.length + record.value().length];
            System.arraycopy(prefix, 0, value, 0, prefix.length);
            System.arraycopy(record.value(), 0, value, prefix.length, record.value().length);
            producer.send(new ProducerRecord<>(Torture.COPIES, record.partition(), null, value));
            next.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
        if (!crash) {
            producer.commitTransaction();
        }
    }
}
