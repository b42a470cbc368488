package io.millrace.platform.cli;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Settings;
import io.millrace.client.LogClient;
import io.millrace.client.call.Answer;
import io.millrace.client.call.Await;
import io.millrace.client.call.Done;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.platform.launch.Refused;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.TimeoutException;

/** A command's client, whose loop is the command's own thread. One thread. */
public final class ClientSession implements AutoCloseable {
    private static final Patience COMMAND = new Patience(10_000, 30_000, 30_000);
    /** A cluster that loses a broker answers for its partitions again when that broker's session has ended. */
    private static final Patience CLUSTER = new Patience(60_000, 10_000, 90_000);

    private final String bootstrap;
    private final Patience patience;
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;

    /** A client of these nodes; the nodes are asked at the first call. */
    public static ClientSession to(String bootstrap) {
        return new ClientSession(bootstrap, COMMAND);
    }

    /** As above; but once a node has answered, calls wait as long as a cluster takes that loses one of its brokers. */
    public static ClientSession patient(String bootstrap) {
        return new ClientSession(bootstrap, CLUSTER);
    }

    private ClientSession(String bootstrap, Patience patience) {
        this.bootstrap = bootstrap;
        this.patience = patience;
        try {
            Settings settings = Settings.of(
                    Map.of(
                            ClientKeys.BOOTSTRAP_SERVERS.name(),
                            bootstrap,
                            ClientKeys.CLIENT_ID.name(),
                            "millrace-cli",
                            ClientKeys.DEFAULT_API_TIMEOUT_MS.name(),
                            Integer.toString(patience.retryMs)),
                    List.of(ClientKeys.BOOTSTRAP_SERVERS, ClientKeys.CLIENT_ID, ClientKeys.DEFAULT_API_TIMEOUT_MS));
            client = LogClient.open(ClientConfig.from(settings), loop);
        } catch (IllegalArgumentException e) {
            throw new Refused(Main.USAGE, "--bootstrap: " + e.getMessage());
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
        try {
            return Await.value(loop, waitMs(), call);
        } catch (TimeoutException e) {
            throw unreachable(e);
        }
    }

    /** Makes the call and waits for its end. */
    public void done(Consumer<Done> call) {
        try {
            Await.done(loop, waitMs(), call);
        } catch (TimeoutException e) {
            throw unreachable(e);
        }
    }

    private long waitMs() {
        return client.metadata().nodes().isEmpty() ? patience.firstMs : patience.waitMs;
    }

    private Refused unreachable(TimeoutException e) {
        boolean nobody = client.metadata().nodes().isEmpty();
        return new Refused(
                Main.FAILED,
                "no answer from " + bootstrap
                        + (nobody ? " within " + patience.retryMs / 1_000 + " s" : ": " + e.getMessage())
                        + "; is a node running there? (./millrace start, or name another with --bootstrap)");
    }

    @Override
    public void close() {
        client.close();
        loop.turn(0);
    }

    /** How long a call is tried again; how long to wait for it before any node has answered, and from then on. */
    private record Patience(int retryMs, long firstMs, long waitMs) {}
}
