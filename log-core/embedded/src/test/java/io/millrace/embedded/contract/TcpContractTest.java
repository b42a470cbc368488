package io.millrace.embedded.contract;

import io.millrace.base.Clock;
import io.millrace.base.Transport;
import io.millrace.net.EventLoops;
import io.millrace.net.TcpTransport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our node over TCP, durable on files. */
class TcpContractTest extends LogClientContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.onDisk(Map.of());

    private static EventLoops loops;

    @BeforeAll
    static void start() {
        loops = EventLoops.start(1, Clock.SYSTEM);
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    @Override
    String bootstrap() {
        return LOG.servers();
    }

    @Override
    Transport<Request, Response> transport() {
        return new TcpTransport(loops);
    }
}
