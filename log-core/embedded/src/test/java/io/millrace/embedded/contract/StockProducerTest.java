package io.millrace.embedded.contract;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Apache Kafka's producer on our node over TCP. */
class StockProducerTest extends TransactionContract {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", log.bootstrapServers());
        return new KafkaProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return log.bootstrapServers();
    }
}
