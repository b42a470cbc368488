package io.millrace.embedded.contract;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Members of ours on our node over TCP. */
class TcpGroupTest extends GroupContract {
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
        return new LogConsumer<>(configs);
    }
}
