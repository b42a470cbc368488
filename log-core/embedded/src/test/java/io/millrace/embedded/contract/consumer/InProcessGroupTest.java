package io.millrace.embedded.contract.consumer;

import io.millrace.client.kafka.LogConsumer;
import io.millrace.embedded.contract.OneLog;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members of ours on the log in this process. */
class InProcessGroupTest extends GroupContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.inProcess(LIVELY);

    @Override
    String bootstrap() {
        return LOG.inProcess();
    }

    @Override
    <K, V> Consumer<K, V> consumer(Map<String, Object> configs) {
        return new LogConsumer<>(configs);
    }
}
