package io.millrace.benchmarks.torture;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Writes transactions over two topics: most are committed, some aborted, some left open by a crash. */
final class TransactionalProducer extends Worker {
    static final int TIMEOUT_MS = 10_000;
    private static final List<String> TOPICS = List.of(Torture.FIRST, Torture.SECOND);
    private static final int MOST_RECORDS = 20;
    private static final int COMMIT_TRIES = 10;

    private final String transactionalId;

    TransactionalProducer(String name, Site site, long seed) {
        super(name, site, seed);
        this.transactionalId = name;
    }

    @Override
    void live() {
        Writer writer = site.history().writer(true);
        KafkaProducer<byte[], byte[]> producer =
                site.producer("transactional.id", transactionalId, "transaction.timeout.ms", TIMEOUT_MS);
        boolean crash = false;
        try {
            producer.initTransactions();
            for (long transaction = 0; !isStopped() && !crash; transaction++) {
                producer.beginTransaction();
                send(producer, writer, transaction);
                double dice = random.nextDouble();
                crash = dice < 0.02;
                if (crash) {
                    // Sometimes all of it is at the node, sometimes a part.
                    if (chance(0.5)) {
                        producer.flush();
                    }
                } else if (dice < 0.2) {
                    producer.abortTransaction();
                    writer.ended(transaction, Writer.Fate.ABORTED);
                } else {
                    commit(producer, writer, transaction);
                }
            }
        } finally {
            producer.close(crash ? Duration.ZERO : Duration.ofSeconds(30));
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, Writer writer, long transaction) {
        for (int left = 1 + random.nextInt(MOST_RECORDS); left > 0; left--) {
            TopicPartition target =
                    new TopicPartition(TOPICS.get(random.nextInt(TOPICS.size())), random.nextInt(Torture.PARTITIONS));
            Attempt attempt = writer.attempt(target, transaction);
            byte[] value = attempt.payload().encode();
            producer.send(new ProducerRecord<>(target.topic(), target.partition(), null, value), (at, failure) -> {
                if (failure == null) {
                    attempt.acknowledged(at.offset());
                }
            });
        }
    }

    private static void commit(KafkaProducer<byte[], byte[]> producer, Writer writer, long transaction) {
        writer.ended(transaction, Writer.Fate.UNKNOWN);
        for (int tries = 1; ; tries++) {
            try {
                producer.commitTransaction();
                writer.ended(transaction, Writer.Fate.COMMITTED);
                return;
            } catch (TimeoutException e) {
                // Kafka's client lets the same commit be asked for again.
                if (tries == COMMIT_TRIES) {
                    throw e;
                }
            } catch (KafkaException e) {
                abort(producer, writer, transaction, e);
                return;
            }
        }
    }

    /** A record of it could not be sent: then it was not committed, and can be aborted. */
    private static void abort(
            KafkaProducer<byte[], byte[]> producer, Writer writer, long transaction, KafkaException why) {
        try {
            producer.abortTransaction();
            writer.ended(transaction, Writer.Fate.ABORTED);
        } catch (KafkaException fatal) {
            fatal.addSuppressed(why);
            throw fatal;
        }
    }
}
