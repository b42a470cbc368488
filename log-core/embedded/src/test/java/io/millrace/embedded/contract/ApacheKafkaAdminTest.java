package io.millrace.embedded.contract;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Administration of one broker of Apache Kafka, in a process of its own. */
@Tag("full")
class ApacheKafkaAdminTest extends AdminContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.apacheKafka(Map.of(
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "offsets.topic.replication.factor", "1"));

    @Override
    String bootstrap() {
        return LOG.servers();
    }
}
