package io.millrace.embedded.contract.producer;

import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.contract.OneLog;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our producer on our node over TCP, durable on files. */
class TcpProducerTest extends TransactionContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.onDisk(Map.of());

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", LOG.servers());
        return new LogProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return LOG.servers();
    }
}
