package io.millrace.embedded.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.client.kafka.LogProducer;
import io.millrace.peers.ApacheKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Our producer on one broker of Apache Kafka, in a process of its own. */
@Tag("full")
class ApacheKafkaProducerTest extends TransactionContract {
    private static ApacheKafka kafka;

    @BeforeAll
    static void start(@TempDir Path directory) {
        assumeTrue(
                ApacheKafka.isResolved(),
                "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
        kafka = ApacheKafka.start(
                directory,
                1,
                List.of("-Xmx512m"),
                Map.of(
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "offsets.topic.replication.factor", "1"));
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new LogProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return kafka.bootstrapServers();
    }
}
