package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Turns;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Sends records outside of transactions: idempotently with retries, or each once only and without a promise of order. */
final class PlainProducer extends Worker {
    private static final int RECORDS_PER_PAUSE = 10;

    private final boolean idempotent;

    PlainProducer(String name, Site site, long seed, boolean idempotent) {
        super(name, site, seed);
        this.idempotent = idempotent;
    }

    @Override
    void live() {
        Writer writer = site.history().writer(idempotent);
        KafkaProducer<byte[], byte[]> producer = idempotent
                ? site.producer("enable.idempotence", true)
                : site.producer("enable.idempotence", false, "retries", 0);
        boolean crash = false;
        try {
            while (!isStopped() && !crash) {
                for (int i = 0; i < RECORDS_PER_PAUSE; i++) {
                    TopicPartition target = new TopicPartition(Torture.PLAIN, random.nextInt(Torture.PARTITIONS));
                    Attempt attempt = writer.attempt(target, Payload.NONE);
                    byte[] value = attempt.payload().encode();
                    producer.send(
                            new ProducerRecord<>(target.topic(), target.partition(), null, value), (at, failure) -> {
                                if (failure == null) {
                                    attempt.acknowledged(at.offset());
                                }
                            });
                }
                Turns.pause(1 + random.nextInt(10));
                crash = chance(0.001);
            }
        } finally {
            producer.close(crash ? Duration.ZERO : Duration.ofSeconds(60));
        }
    }
}
