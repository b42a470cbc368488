package io.millrace.embedded.contract;

import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.Transport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log in this process, without a socket. */
class InProcessContractTest extends LogClientContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.inProcess(Map.of());

    @Override
    String bootstrap() {
        return LOG.inProcess();
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
