package io.millrace.benchmarks.log.tool;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The calls of Kafka's Java client that the loads are made of, with its defaults. Used by one thread. */
public final class StockClient {
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final int START_TIMEOUT_SECONDS = 60;

    private final String bootstrap;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;

    /** Of the node there. */
    public StockClient(String bootstrap) {
        this(bootstrap, KafkaProducer::new, KafkaConsumer::new);
    }

    /** With other makes of producer and consumer. */
    public StockClient(
            String bootstrap,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
            Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
        this.bootstrap = bootstrap;
        this.producers = producers;
        this.consumers = consumers;
    }

    /** Returns once a record stands acknowledged in a topic that did not exist; asks again every 10 ms until then. */
    public void firstAcknowledged(String topic) {
        Map<String, Object> eager = producerSettings();
        for (String wait :
                List.of("reconnect.backoff", "reconnect.backoff.max", "retry.backoff", "retry.backoff.max")) {
            eager.put(wait + ".ms", 10);
        }
        eager.put("linger.ms", 0);
        try (Producer<byte[], byte[]> producer = producers.apply(eager)) {
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
    public void create(String topic, int partitions, int valueBytes) {
        admin(admin -> admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all());
        Map<String, Object> careful = producerSettings();
        careful.put("max.in.flight.requests.per.connection", 1);
        try (Producer<byte[], byte[]> producer = producers.apply(careful)) {
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
    public void delete(String topic) {
        admin(admin -> admin.deleteTopics(List.of(topic)).all());
    }

    /** Sends that many records of that many bytes without a key, and returns when all are acknowledged. */
    public void produce(String topic, long records, int valueBytes) {
        byte[] value = value(valueBytes);
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = producers.apply(producerSettings())) {
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
    public void consume(String topic, int partitions, long records, int valueBytes) {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            Collection<TopicPartition> all = partitions(topic, partitions);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            read(consumer, records, valueBytes);
        }
    }

    /** Sends that many records while a consumer at the log's end takes them as they come; returns when it has all. */
    public void follow(String topic, int partitions, long records, int valueBytes) {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            Collection<TopicPartition> all = partitions(topic, partitions);
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(
                    () -> produce(topic, records, valueBytes),
                    task -> new Thread(task, "millrace-bench-producer").start());
            read(consumer, records, valueBytes);
            sent.join();
        }
    }

    private void read(Consumer<byte[], byte[]> consumer, long records, int valueBytes) {
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

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        return consumers.apply(settings);
    }

    private static Collection<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** A producer's settings: the defaults, with all acknowledgements. */
    public Map<String, Object> producerSettings() {
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

    /** What every record holds. */
    static byte[] value(int bytes) {
        byte[] value = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            value[i] = (byte) ('a' + i % 26);
        }
        return value;
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
