package io.millrace.embedded.contract;

import io.millrace.client.kafka.LogProducer;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Our producer on our node over TCP, durable on files. */
class TcpProducerTest extends TransactionContract {
    private static EmbeddedLog log;

    @BeforeAll
    static void start(@TempDir Path directory) {
        log = Millrace.log().dataDirectory(directory).start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Override
    Producer<String, String> make(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put("bootstrap.servers", log.bootstrapServers());
        return new LogProducer<>(all);
    }

    @Override
    String stockBootstrap() {
        return log.bootstrapServers();
    }
}
