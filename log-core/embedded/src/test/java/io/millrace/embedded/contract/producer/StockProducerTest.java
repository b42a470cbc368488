package io.millrace.embedded.contract.producer;

import io.millrace.embedded.contract.OneLog;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache Kafka's producer on our node over TCP. */
class StockProducerTest extends TransactionContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.inMemory();

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", LOG.servers());
        return new KafkaProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return LOG.servers();
    }
}
