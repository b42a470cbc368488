package io.millrace.platform.launch;

import io.millrace.base.Settings;
import io.millrace.client.ClientThread;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.config.SecurityConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** Whether a cluster answers, before parts are started that would wait for it one after the other. <i>Any thread.</i> */
final class Reachable {
    private static final int PATIENCE_MS = 10_000;

    private Reachable() {}

    /** Returns when a node has answered; refuses, naming the servers, when none does. */
    static void check(String servers, SecurityConfig security) {
        ClientConfig config;
        try {
            config = ClientConfig.from(Settings.of(
                            Map.of(
                                    ClientKeys.BOOTSTRAP_SERVERS.name(),
                                    servers,
                                    ClientKeys.DEFAULT_API_TIMEOUT_MS.name(),
                                    Integer.toString(PATIENCE_MS)),
                            List.of(ClientKeys.BOOTSTRAP_SERVERS, ClientKeys.DEFAULT_API_TIMEOUT_MS)))
                    .with(security);
        } catch (IllegalArgumentException e) {
            throw new Refused(2, "--bootstrap: " + e.getMessage());
        }
        String nobody = Knock.nobody(config.bootstrap());
        if (nobody != null) {
            throw new Refused(
                    2,
                    "--bootstrap: no answer from " + servers + ": " + nobody
                            + "; start that cluster, or leave --bootstrap out");
        }
        try (ClientThread client = ClientThread.start("millrace-reach", config)) {
            client.<Map<String, ?>>ask((log, answer) ->
                            log.metadata().refresh(Set.of(), (found, failure) -> answer.done(found, failure)))
                    .join();
        } catch (IllegalArgumentException e) {
            throw new Refused(2, "--command-config: " + e.getMessage());
        } catch (CompletionException e) {
            throw new Refused(
                    2,
                    "--bootstrap: no answer from " + servers + ": "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage())
                            + "; start that cluster, or leave --bootstrap out");
        }
    }
}
