package io.millrace.embedded.contract.consumer;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.embedded.contract.OneLog;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our consumer on our node over TCP. */
class TcpConsumerTest extends ConsumerContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.onDisk(Map.of());

    @Override
    String bootstrap() {
        return LOG.servers();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new LogConsumer<>(configs);
    }
}
