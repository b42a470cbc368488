package io.millrace.embedded.contract.consumer;

import io.millrace.embedded.contract.OneLog;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's own consumer on our node over TCP. */
class StockConsumerTest extends ConsumerContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.onDisk(Map.of());

    @Override
    String bootstrap() {
        return LOG.servers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new KafkaConsumer<>(configs);
    }
}
