package io.millrace.platform.cli;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Await;
import io.millrace.client.call.Done;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.platform.launch.Knock;
import io.millrace.platform.launch.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** A command's client, whose loop is the command's own thread. One thread. */
public final class ClientSession implements AutoCloseable {
    private static final Patience COMMAND = new Patience(10_000, 30_000, 30_000);
    /** A cluster that loses a broker answers for its partitions again when that broker's session has ended. */
    private static final Patience CLUSTER = new Patience(60_000, 10_000, 90_000);

    private static final String HINT =
            "; is a node running there? (./millrace start, or name another with --bootstrap)";

    private final String bootstrap;
    private final Patience patience;
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;
    private final List<Endpoint> servers;
    private boolean knocked;

    /** A client of these nodes; the nodes are asked at the first call. */
    public static ClientSession to(String bootstrap) {
        return to(bootstrap, Map.of());
    }

    /** As above, with these keys of a client. */
    public static ClientSession to(String bootstrap, Map<String, String> keys) {
        return new ClientSession(bootstrap, keys, COMMAND);
    }

    /** As above; but once a node has answered, calls wait as long as a cluster takes that loses one of its brokers. */
    public static ClientSession patient(String bootstrap, Map<String, String> keys) {
        return new ClientSession(bootstrap, keys, CLUSTER);
    }

    private ClientSession(String bootstrap, Map<String, String> keys, Patience patience) {
        this.bootstrap = bootstrap;
        this.patience = patience;
        Map<String, String> values = new HashMap<>(keys);
        values.putIfAbsent(ClientKeys.CLIENT_ID.name(), "millrace-cli");
        values.put(ClientKeys.BOOTSTRAP_SERVERS.name(), bootstrap);
        values.put(ClientKeys.DEFAULT_API_TIMEOUT_MS.name(), Integer.toString(patience.retryMs));
        ClientConfig config;
        try {
            config = ClientConfig.from(Settings.of(values, ClientKeys.ALL));
        } catch (IllegalArgumentException e) {
            throw new Refused(Main.USAGE, "--bootstrap: " + e.getMessage());
        }
        servers = config.bootstrap();
        try {
            client = LogClient.open(config, loop);
        } catch (IllegalArgumentException e) {
            throw new Refused(Main.USAGE, (keys.isEmpty() ? "--bootstrap: " : "--command-config: ") + e.getMessage());
        }
    }

    /** The client. */
    public LogClient client() {
        return client;
    }

    /** Turned by the caller between calls. */
    public PumpedLoop loop() {
        return loop;
    }

    /** Makes the call and waits for its value; refuses with one line when no node answers. */
    public <T> T value(Consumer<Answer<T>> call) {
        knock();
        try {
            return Await.value(loop, waitMs(), call);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (AuthenticationException e) {
            throw notLetIn(e);
        }
    }

    /** Makes the call and waits for its end. */
    public void done(Consumer<Done> call) {
        knock();
        try {
            Await.done(loop, waitMs(), call);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (AuthenticationException e) {
            throw notLetIn(e);
        }
    }

    private long waitMs() {
        return client.metadata().nodes().isEmpty() ? patience.firstMs : patience.waitMs;
    }

    /** Where nobody listens there is nothing to wait for. */
    private void knock() {
        if (knocked) {
            return;
        }
        knocked = true;
        String nobody = Knock.nobody(servers);
        if (nobody != null) {
            throw new Refused(Main.FAILED, "no answer from " + bootstrap + ": " + nobody + HINT);
        }
    }

    private Refused notLetIn(AuthenticationException e) {
        return new Refused(Main.FAILED, bootstrap + " does not let us in: " + e.getMessage());
    }

    private Refused unreachable(TimeoutException e) {
        boolean nobody = client.metadata().nodes().isEmpty();
        return new Refused(
                Main.FAILED,
                "no answer from " + bootstrap
                        + (nobody ? " within " + patience.retryMs / 1_000 + " s" : ": " + e.getMessage())
                        + HINT);
    }

    @Override
    public void close() {
        client.close();
        loop.turn(0);
    }

    /** How long a call is tried again; how long to wait for it before any node has answered, and from then on. */
    private record Patience(int retryMs, long firstMs, long waitMs) {}
}
