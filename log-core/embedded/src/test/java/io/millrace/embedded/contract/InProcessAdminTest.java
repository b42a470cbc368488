package io.millrace.embedded.contract;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Administration of the log of this process. */
class InProcessAdminTest extends AdminContract {
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
}
