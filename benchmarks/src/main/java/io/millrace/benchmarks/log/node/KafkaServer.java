package io.millrace.benchmarks.log.node;

import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import java.nio.file.Path;
import java.util.Map;

/** One Apache Kafka broker with its defaults, and the heap and collector that its own script gives it. */
public final class KafkaServer implements Server {
    private final ApacheKafka kafka;
    private final Path directory;

    /** With its defaults, and nothing stored yet in that directory. */
    public KafkaServer(Path directory) {
        this(directory, Map.of(), Map.of());
    }

    /** With these settings besides its defaults, run with these variables besides this process's own. */
    public KafkaServer(Path directory, Map<String, String> settings, Map<String, String> environment) {
        this.directory = directory;
        this.kafka =
                ApacheKafka.formatted(directory, 1, ApacheKafka.JVM, settings).withEnvironment(environment);
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
    public Path data() {
        return directory.resolve("data-1");
    }

    @Override
    public void close() {
        kafka.close();
    }
}
