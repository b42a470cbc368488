package io.millrace.embedded.contract;

import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Administration of the log of this process. */
class InProcessAdminTest extends AdminContract {
    @RegisterExtension
    static final OneLog LOG = OneLog.inProcess(Map.of());

    @Override
    String bootstrap() {
        return LOG.inProcess();
    }
}
