package io.millrace.embedded.contract;

import io.millrace.base.Clock;
import io.millrace.base.Transport;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.net.EventLoops;
import io.millrace.net.TcpTransport;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Our node over TCP, durable on files. */
class TcpContractTest extends LogClientContract {
    private static EmbeddedLog log;
    private static EventLoops loops;

    @BeforeAll
    static void start(@TempDir Path directory) {
        log = Millrace.log().dataDirectory(directory).start();
        loops = EventLoops.start(1, Clock.SYSTEM);
    }

    @AfterAll
    static void stop() {
        loops.close();
        log.close();
    }

    @Override
    String bootstrap() {
        return log.bootstrapServers();
    }

    @Override
    Transport<Request, Response> transport() {
        return new TcpTransport(loops);
    }
}
