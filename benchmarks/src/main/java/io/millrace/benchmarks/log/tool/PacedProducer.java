package io.millrace.benchmarks.log.tool;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends at a steady rate, whatever the node does. A record's time begins when it is due, not when it is sent, so that a
 * stall counts for every record that it keeps waiting. Used by one thread.
 */
public final class PacedProducer {
    /** As fine as a sleeping thread can be woken; more would take the node's cores. */
    private static final long NAP_NANOS = 100_000;
    /** Of a load; before that the producer learns where partitions are. */
    private static final double UNCOUNTED = 0.2;

    private final Map<String, Object> settings;

    /** With these settings of Kafka's producer. */
    public PacedProducer(Map<String, Object> settings) {
        this.settings = settings;
    }

    /**
     * Sends and returns when all is acknowledged, with the times of all but the first fifth.
     *
     * @param spreadOver goes round so many partitions; 0 leaves the choice to the producer
     */
    public Latencies send(String topic, int spreadOver, int valueBytes, double recordsPerSecond, double seconds) {
        byte[] value = StockClient.value(valueBytes);
        int total = (int) Math.max(5, recordsPerSecond * seconds);
        int[] micros = new int[total];
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            // Not on the clock: routing.
            producer.partitionsFor(topic);
            long begin = System.nanoTime();
            for (int i = 0; i < total; i++) {
                int at = i;
                long due = begin + (long) (i * 1e9 / recordsPerSecond);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(NAP_NANOS);
                }
                Integer partition = spreadOver == 0 ? null : Integer.valueOf(i % spreadOver);
                producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, failed) -> {
                    micros[at] = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - due) / 1000);
                    if (failed != null) {
                        failure.set(failed);
                    }
                });
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a record was not acknowledged", failure.get());
        }
        return new Latencies(Arrays.copyOfRange(micros, (int) (total * UNCOUNTED), total));
    }
}
