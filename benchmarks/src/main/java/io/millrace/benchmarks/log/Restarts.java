package io.millrace.benchmarks.log;

import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import io.millrace.benchmarks.log.tool.StockClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kills a server with SIGKILL and starts it on what it left, with the stock Java client: with many partitions, and with
 * much data. The client is warm, and tries every 10 ms. Used by one thread.
 */
final class Restarts {
    /** Apache Kafka refuses ten thousand partitions in one call: it has room for as many records, and topics take some. */
    private static final List<String> TOPICS = List.of("first-half", "second-half");

    private static final int TIMEOUT_SECONDS = 300;
    private static final long SETTLE_MS = 2_000;
    private static final int FULL_PARTITIONS = 4;
    private static final int VALUE_BYTES = 1024;

    private final Server server;

    /** A server with nothing stored yet, ready to start; the caller closes it. */
    Restarts(Server server) {
        this.server = server;
    }

    /**
     * What many partitions cost. <i>Immutable.</i>
     *
     * @param createMs two calls that make them, until the first and the last took a record
     * @param restartMs from the start of the process to a record acknowledged in the first and in the last
     * @param residentMiB of the server after the restart, at rest
     */
    record Many(double createMs, double restartMs, double residentMiB) {}

    /** So many partitions in two topics, with a record in each. */
    Many many(int partitions) {
        server.start();
        new StockClient(server.bootstrap()).firstAcknowledged("warm");
        try (KafkaProducer<byte[], byte[]> producer = producer(256)) {
            long begin = System.nanoTime();
            create(partitions);
            acknowledged(producer, partitions);
            double createMs = millisSince(begin);
            fill(producer, partitions, partitions, 100);
            double restartMs = killed(producer, partitions);
            Turns.pause(SETTLE_MS);
            return new Many(createMs, restartMs, server.process().residentBytes() / 1048576.0);
        }
    }

    /**
     * That many bytes in records of 1 KiB, in batches of 64 KiB, and a twentieth more before each further kill; returns
     * the milliseconds that every restart took.
     */
    List<Double> full(long bytes, int kills) {
        server.start();
        new StockClient(server.bootstrap()).firstAcknowledged("warm");
        try (KafkaProducer<byte[], byte[]> producer = producer(64 * 1024)) {
            create(FULL_PARTITIONS);
            acknowledged(producer, FULL_PARTITIONS);
            List<Double> restartMs = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                long more = kill == 0 ? bytes : bytes / 20;
                fill(producer, FULL_PARTITIONS, more / VALUE_BYTES, VALUE_BYTES);
                restartMs.add(killed(producer, FULL_PARTITIONS));
            }
            return restartMs;
        }
    }

    private double killed(KafkaProducer<byte[], byte[]> producer, int partitions) {
        server.process().kill();
        Turns.writeOut();
        long begin = System.nanoTime();
        server.start();
        acknowledged(producer, partitions);
        return millisSince(begin);
    }

    private void create(int partitions) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server.bootstrap()))) {
            for (String half : TOPICS) {
                admin.createTopics(List.of(new NewTopic(half, partitions / 2, (short) 1)))
                        .all()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void acknowledged(KafkaProducer<byte[], byte[]> producer, int partitions) {
        for (int partition : new int[] {0, partitions - 1}) {
            try {
                producer.send(record(partition, partitions, new byte[100])).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw failed(e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, int partitions, byte[] value) {
        int half = partitions / 2;
        return new ProducerRecord<>(TOPICS.get(partition / half), partition % half, null, value);
    }

    private void fill(KafkaProducer<byte[], byte[]> producer, int partitions, long records, int bytes) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        byte[] value = new byte[bytes];
        for (long i = 0; i < records; i++) {
            int partition = (int) (i % partitions);
            producer.send(record(partition, partitions, value), (metadata, refused) -> {
                if (refused != null) {
                    failure.set(refused);
                }
            });
        }
        producer.flush();
        if (failure.get() != null) {
            throw failed(failure.get());
        }
    }

    private KafkaProducer<byte[], byte[]> producer(int batchBytes) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", server.bootstrap());
        settings.put("acks", "all");
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        settings.put("batch.size", batchBytes);
        settings.put("max.request.size", 8 << 20);
        // Loaded servers take their time before they answer: what is measured must not be a failure of the client.
        settings.put("delivery.timeout.ms", TIMEOUT_SECONDS * 1000);
        settings.put("request.timeout.ms", TIMEOUT_SECONDS * 500);
        settings.put("max.block.ms", TIMEOUT_SECONDS * 1000);
        for (String wait :
                List.of("reconnect.backoff", "reconnect.backoff.max", "retry.backoff", "retry.backoff.max")) {
            settings.put(wait + ".ms", 10);
        }
        return new KafkaProducer<>(settings);
    }

    private IllegalStateException failed(Exception why) {
        return new IllegalStateException("not carried out by " + server.bootstrap(), why);
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    private static double millisSince(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }
}
