package io.millrace.embedded.contract.consumer;

import io.millrace.embedded.contract.OneLog;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka's own members on our node over TCP. */
@Tag("full")
class StockGroupTest extends GroupContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.onDisk(LIVELY);

    @Override
    String bootstrap() {
        return LOG.servers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new KafkaConsumer<>(configs);
    }
}
