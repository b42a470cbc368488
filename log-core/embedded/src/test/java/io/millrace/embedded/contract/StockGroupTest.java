package io.millrace.embedded.contract;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own members on our node over TCP. */
@Tag("full")
class StockGroupTest extends GroupContract {
    private static EmbeddedLog log;

    @BeforeAll
    static void start(@TempDir Path directory) {
        log = Millrace.log().dataDirectory(directory).set(LIVELY).start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Override
    String bootstrap() {
        return log.bootstrapServers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new KafkaConsumer<>(configs);
    }
}
