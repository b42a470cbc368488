package io.millrace.benchmarks.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The stock Java client's calls that the loads are made of, with its defaults. Used by one thread. */
final class StockClient {
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final int START_TIMEOUT_SECONDS = 60;

    private final String bootstrap;

    StockClient(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Returns once a record stands acknowledged in a topic that did not exist; asks again every 10 ms until then. */
    void firstAcknowledged(String topic) {
        Map<String, Object> eager = producerSettings();
        for (String wait :
                List.of("reconnect.backoff", "reconnect.backoff.max", "retry.backoff", "retry.backoff.max")) {
            eager.put(wait + ".ms", 10);
        }
        eager.put("linger.ms", 0);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(eager)) {
            producer.send(new ProducerRecord<>(topic, new byte[100])).get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("nothing was acknowledged by " + bootstrap, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Makes a topic with one record of that many bytes in every partition. Apache Kafka answers before its partitions
     * are writable, and an idempotent producer with several requests in flight may then stay stuck on its first error;
     * with one in flight it does not.
     */
    void create(String topic, int partitions, int valueBytes) {
        admin(admin -> admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all());
        Map<String, Object> careful = producerSettings();
        careful.put("max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(careful)) {
            List<Future<RecordMetadata>> sent = IntStream.range(0, partitions)
                    .mapToObj(at -> producer.send(new ProducerRecord<>(topic, at, null, new byte[valueBytes])))
                    .toList();
            for (Future<RecordMetadata> one : sent) {
                one.get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(topic + " cannot be written to on " + bootstrap, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Deletes a topic. */
    void delete(String topic) {
        admin(admin -> admin.deleteTopics(List.of(topic)).all());
    }

    /** Sends that many records of that many bytes without a key, and returns when all are acknowledged. */
    void produce(String topic, long records, int valueBytes) {
        byte[] value = new byte[valueBytes];
        for (int i = 0; i < valueBytes; i++) {
            value[i] = (byte) ('a' + i % 26);
        }
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerSettings())) {
            for (long i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, value), (metadata, failed) -> {
                    if (failed != null) {
                        failure.set(failed);
                    }
                });
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a record was not acknowledged by " + bootstrap, failure.get());
        }
    }

    /** Reads all partitions from their beginning until that many records came, each of that many bytes. */
    void consume(String topic, int partitions, long records, int valueBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Collection<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long[] seen = new long[2];
            long last = System.nanoTime();
            while (seen[0] < records) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
                polled.forEach(record -> {
                    seen[0]++;
                    seen[1] += record.value().length;
                });
                if (!polled.isEmpty()) {
                    last = System.nanoTime();
                } else if (System.nanoTime() - last > STALL.toNanos()) {
                    throw new IllegalStateException(bootstrap + " gave " + seen[0] + " of " + records + " records");
                }
            }
            if (seen[0] != records || seen[1] != records * valueBytes) {
                throw new IllegalStateException(bootstrap + " gave " + seen[0] + " records of " + seen[1] + " bytes");
            }
        }
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("acks", "all");
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        return settings;
    }

    private void admin(Function<Admin, KafkaFuture<Void>> call) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(settings)) {
            call.apply(admin).get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("not carried out by " + bootstrap, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
