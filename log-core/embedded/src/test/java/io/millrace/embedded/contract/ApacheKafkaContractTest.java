package io.millrace.embedded.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.base.Clock;
import io.millrace.base.Transport;
import io.millrace.net.EventLoops;
import io.millrace.net.TcpTransport;
import io.millrace.peers.ApacheKafka;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** One broker of Apache Kafka, in a process of its own. */
@Tag("full")
class ApacheKafkaContractTest extends LogClientContract {
    private static ApacheKafka kafka;
    private static EventLoops loops;

    @BeforeAll
    static void start(@TempDir Path directory) {
        assumeTrue(
                ApacheKafka.isResolved(),
                "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
        kafka = ApacheKafka.start(directory, 1, List.of("-Xmx512m"), Map.of());
        loops = EventLoops.start(1, Clock.SYSTEM);
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            loops.close();
            kafka.close();
        }
    }

    @Override
    String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    Transport<Request, Response> transport() {
        return new TcpTransport(loops);
    }
}
