package io.millrace.embedded.contract;

import io.millrace.base.Clock;
import io.millrace.base.Transport;
import io.millrace.net.EventLoops;
import io.millrace.net.TcpTransport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Any cluster that runs already: {@code -Dsurefire.argLine=-Dmillrace.contract.bootstrap=HOST:PORT}. */
@EnabledIfSystemProperty(named = GivenClusterContractTest.BOOTSTRAP, matches = ".+")
class GivenClusterContractTest extends LogClientContract {
    static final String BOOTSTRAP = "millrace.contract.bootstrap";

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
        return System.getProperty(BOOTSTRAP);
    }

    @Override
    Transport<Request, Response> transport() {
        return new TcpTransport(loops);
    }
}
