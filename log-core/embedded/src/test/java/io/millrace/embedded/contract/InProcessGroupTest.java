package io.millrace.embedded.contract;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Members of ours on the log in this process. */
class InProcessGroupTest extends GroupContract {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().inProcessOnly().set(LIVELY).start();
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Override
    String bootstrap() {
        return log.inProcessServers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new LogConsumer<>(configs);
    }
}
