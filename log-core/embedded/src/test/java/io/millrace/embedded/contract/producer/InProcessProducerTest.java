package io.millrace.embedded.contract.producer;

import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.contract.OneLog;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our producer on the log of this process, without a socket. */
class InProcessProducerTest extends TransactionContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.inMemory();

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", LOG.inProcess());
        return new LogProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return LOG.servers();
    }
}
