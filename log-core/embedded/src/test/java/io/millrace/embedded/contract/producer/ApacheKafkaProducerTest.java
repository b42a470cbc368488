package io.millrace.embedded.contract.producer;

import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.contract.OneLog;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our producer on one broker of Apache Kafka, in a process of its own. */
@Tag("full")
class ApacheKafkaProducerTest extends TransactionContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.apacheKafka(Map.of(
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "offsets.topic.replication.factor", "1"));

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
