package io.millrace.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
class ApacheKafkaTest {
    @Test
    void aBrokerStartsTakesConnectionsAndEnds(@TempDir Path directory) {
        Assumptions.assumeTrue(ApacheKafka.isResolved(), "Apache Kafka's jars are not resolved");
        Child process;
        try (ApacheKafka kafka = ApacheKafka.single(directory, Map.of())) {
            process = kafka.broker(1);
            assertThat(process.alive()).isTrue();
            assertThat(process.residentBytes()).isPositive();
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
        }
        assertThat(process.alive()).isFalse();
    }
}
