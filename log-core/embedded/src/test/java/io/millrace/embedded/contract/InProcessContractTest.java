package io.millrace.embedded.contract;

import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The log in this process, without a socket. */
class InProcessContractTest extends LogClientContract {
    private static EmbeddedLog log;

    @BeforeAll
    static void start() {
        log = Millrace.log().inMemory().inProcessOnly().start();
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
    Transport<Request, Response> transport() {
        return new Transport<>() {
            @Override
            @SuppressWarnings("unchecked")
            public Connection<Request, Response> connect(Endpoint endpoint, Loop loop, Runnable onClose) {
                Transport<Request, Response> found = (Transport<Request, Response>) InProcess.find(endpoint.host());
                return found.connect(endpoint, loop, onClose);
            }

            @Override
            public void close() {
                // The log's own transport stays.
            }
        };
    }
}
