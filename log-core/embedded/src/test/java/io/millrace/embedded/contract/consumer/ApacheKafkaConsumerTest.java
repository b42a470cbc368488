package io.millrace.embedded.contract.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.embedded.contract.OneLog;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our consumer on Apache Kafka. */
@Tag("full")
class ApacheKafkaConsumerTest extends ConsumerContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.apacheKafka(Map.of());

    @Test
    void readersOfWhatIsCommittedSeeNothingOfAbortedTransactions() {
        written.topic(topic, 1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap(), "transactional.id", topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int i = 0; i < 6; i++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, 0, "k", (i % 2 == 0 ? "aborted " : "committed ") + i));
                producer.flush();
                if (i % 2 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        Consumer<String, String> committed = strings(Map.of("isolation.level", "read_committed"));
        committed.assign(List.of(of(0)));
        Consumer<String, String> all = strings(Map.of());
        all.assign(List.of(of(0)));

        assertThat(take(committed, 3))
                .extracting(ConsumerRecord::value)
                .containsExactly("committed 1", "committed 3", "committed 5");
        until(() -> polled(committed).position(of(0)) == 12);
        assertThat(take(all, 6)).hasSize(6);
    }

    @Override
    String bootstrap() {
        return LOG.servers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new LogConsumer<>(configs);
    }
}
