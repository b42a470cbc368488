package io.millrace.embedded.contract.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.junit.jupiter.api.Test;

/** What transactions promise, in addition, on every log that has them. */
abstract class TransactionContract extends ProducerContract {
    private final String id = "tx-" + UUID.randomUUID();

    @Test
    void whatIsCommittedIsReadAndWhatIsAbortedIsNot() {
        create(3);
        Producer<String, String> producer = transactional();
        for (int round = 0; round < 6; round++) {
            producer.beginTransaction();
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, i % 3, "k", "r" + round));
            }
            if (round % 2 == 0) {
                producer.commitTransaction();
            } else {
                producer.flush();
                producer.abortTransaction();
            }
        }

        assertThat(read(30, "read_committed")).extracting(ConsumerRecord::value).containsOnly("r0", "r2", "r4");
        assertThat(read(60, "read_uncommitted")).hasSize(60);
    }

    @Test
    void anAbortDropsWhatIsNotSentYet() {
        create(1);
        Producer<String, String> producer = transactional("linger.ms", 60_000, "delivery.timeout.ms", 120_000);
        producer.beginTransaction();
        Future<RecordMetadata> dropped = producer.send(new ProducerRecord<>(topic, "v"));
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "kept"));
        producer.commitTransaction();

        assertThatThrownBy(dropped::get).hasCauseInstanceOf(TransactionAbortedException.class);
        assertThat(read(1, "read_committed").get(0).value()).isEqualTo("kept");
    }

    @Test
    void aNewerProducerOfTheSameIdFencesTheOlder() {
        create(1);
        Producer<String, String> older = transactional();
        older.beginTransaction();
        older.send(new ProducerRecord<>(topic, "lost"));
        older.flush();
        Producer<String, String> newer = transactional();
        newer.beginTransaction();
        newer.send(new ProducerRecord<>(topic, "kept"));
        newer.commitTransaction();

        assertThatThrownBy(older::commitTransaction).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(older::beginTransaction).isInstanceOf(KafkaException.class);
        assertThat(read(1, "read_committed").get(0).value()).isEqualTo("kept");
    }

    @Test
    void offsetsAreCommittedWithTheRecords() throws Exception {
        create(1);
        String group = "g-" + UUID.randomUUID();
        TopicPartition partition = new TopicPartition(topic, 0);
        Producer<String, String> producer = transactional();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "v"));
        producer.sendOffsetsToTransaction(
                Map.of(partition, new OffsetAndMetadata(7, "seven")), new ConsumerGroupMetadata(group));
        producer.abortTransaction();
        assertThat(committed(group)).isEmpty();

        producer.beginTransaction();
        producer.sendOffsetsToTransaction(
                Map.of(partition, new OffsetAndMetadata(9, "nine")), new ConsumerGroupMetadata(group));
        producer.commitTransaction();

        assertThat(committed(group).get(partition).offset()).isEqualTo(9);
        assertThat(committed(group).get(partition).metadata()).isEqualTo("nine");
    }

    @Test
    void callsOutOfTheirOrderAreRefused() {
        create(1);
        Producer<String, String> producer = producer("transactional.id", id);

        assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "v")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::beginTransaction).isInstanceOf(IllegalStateException.class);
        // Apache Kafka's client has kept the record, and would wait for it.
        producer.close(Duration.ZERO);
        Producer<String, String> ready = transactional();
        assertThatThrownBy(ready::commitTransaction).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aTransactionWithoutRecordsIsNothing() {
        create(1);
        Producer<String, String> producer = transactional();
        for (int i = 0; i < 3; i++) {
            producer.beginTransaction();
            producer.commitTransaction();
            producer.beginTransaction();
            producer.abortTransaction();
        }
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "v"));
        producer.commitTransaction();

        assertThat(read(1, "read_committed")).hasSize(1);
    }

    @Test
    void aRecordThatFailsMakesTheTransactionAbortOnly() {
        create(1, Map.of("max.message.bytes", "2000"));
        Producer<String, String> producer = transactional();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "small"));
        // Apache Kafka's client halves a batch by its batch.size alone, and one below that for ever.
        producer.flush();
        Future<RecordMetadata> large = producer.send(new ProducerRecord<>(topic, "x".repeat(5_000)));

        assertThatThrownBy(large::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "after"));
        producer.commitTransaction();

        assertThat(read(1, "read_committed").get(0).value()).isEqualTo("after");
    }

    @Test
    void aProducerThatIsClosedInTheMiddleLeavesNothingOpen() {
        create(1);
        Producer<String, String> producer = transactional();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "never"));
        producer.flush();
        producer.close();
        try (Producer<String, String> plain = producer()) {
            plain.send(new ProducerRecord<>(topic, "plain"));
        }

        assertThat(read(1, "read_committed").get(0).value()).isEqualTo("plain");
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stockBootstrap()))) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata(group)
                    .get();
        }
    }

    private Producer<String, String> transactional(Object... settings) {
        Object[] all = new Object[settings.length + 2];
        all[0] = "transactional.id";
        all[1] = id;
        System.arraycopy(settings, 0, all, 2, settings.length);
        Producer<String, String> producer = producer(all);
        producer.initTransactions();
        return producer;
    }
}
