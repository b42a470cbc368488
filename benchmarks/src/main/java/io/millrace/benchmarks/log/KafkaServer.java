package io.millrace.benchmarks.log;

import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import java.nio.file.Path;
import java.util.Map;

/** One Apache Kafka broker with its defaults, and the heap and collector that its own script gives it. */
final class KafkaServer implements Server {
    private final ApacheKafka kafka;

    KafkaServer(Path directory) {
        this.kafka = ApacheKafka.formatted(directory, 1, ApacheKafka.JVM, Map.of());
    }

    @Override
    public void start() {
        kafka.startNode(1);
    }

    @Override
    public String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    public Child process() {
        return kafka.broker(1);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
