package io.millrace.embedded.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.peers.ApacheKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Members of ours on Apache Kafka. */
@Tag("full")
class ApacheKafkaGroupTest extends GroupContract {
    private static ApacheKafka kafka;

    @BeforeAll
    static void start(@TempDir Path directory) {
        assumeTrue(
                ApacheKafka.isResolved(),
                "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
        kafka = ApacheKafka.start(directory, 1, List.of("-Xmx512m"), LIVELY);
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.close();
        }
    }

    @Override
    String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new LogConsumer<>(configs);
    }
}
