package io.millrace.connect;

import io.millrace.base.Endpoint;
import io.millrace.client.ClientThread;
import io.millrace.client.config.ClientConfig;
import io.millrace.connect.claim.Claim;
import io.millrace.connect.herder.Herd;
import io.millrace.connect.herder.Herder;
import io.millrace.connect.herder.TaskStarter;
import io.millrace.connect.herder.view.ConnectorView;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.storage.Stores;
import io.millrace.connect.task.TaskDefaults;
import io.millrace.connect.task.run.TaskFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs connectors and their tasks, as one worker of Kafka Connect does. What it knows lies in the log: another one started
 * on the same topics goes on where this one ended. <i>Any thread.</i>
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int STOP_SECONDS = 5;

    private final WorkerConfig config;
    private final ClientThread client;
    private final Plugins plugins;
    private final Claim claim;
    private final @Nullable String clusterId;
    private final Herd herd;

    private Worker(
            WorkerConfig config,
            ClientThread client,
            Plugins plugins,
            Claim claim,
            @Nullable String clusterId,
            Herd herd) {
        this.config = config;
        this.client = client;
        this.plugins = plugins;
        this.claim = claim;
        this.clusterId = clusterId;
        this.herd = herd;
    }

    /**
     * Reads what is stored to its end, and starts what should run.
     *
     * @throws IllegalStateException naming a topic that cannot serve, the cluster that does not answer, or the worker that
     *     runs the connectors of this group already
     */
    public static Worker start(WorkerConfig config) {
        return start(config, null);
    }

    /** With other tasks than those of the connectors, for tests. */
    static Worker start(WorkerConfig config, @Nullable TaskStarter others) {
        ClientThread client =
                ClientThread.start("connect", ClientConfig.to(config.bootstrapServers(), config.security()));
        Plugins plugins = null;
        CompletableFuture<Claim> claiming = null;
        try {
            // Read before the right is ours, the topics might miss the last words of who had it.
            claiming = Claim.take(client, config.groupId(), config.workerId(), isInProcess(config));
            CompletableFuture<Stores> opening =
                    claiming.thenCompose(mine -> Stores.open(client, config.topics(), config.workerId()));
            CompletableFuture<Optional<String>> naming =
                    client.ask((log, answer) -> log.admin().cluster().id(answer));
            plugins = Plugins.scan(config.pluginPath(), Worker.class.getClassLoader());
            Stores stores = opening.join();
            Claim claim = claiming.join();
            String clusterId = naming.join().orElse(null);
            TaskDefaults defaults = new TaskDefaults(
                    config.converters(),
                    Math.toIntExact(config.offsetFlushInterval().toMillis()),
                    Math.toIntExact(config.offsetFlushTimeout().toMillis()),
                    true);
            TaskFactory tasks = new TaskFactory(plugins, client, defaults);
            Herd herd = Herd.start(
                    client,
                    stores,
                    plugins,
                    others != null
                            ? others
                            : (source, spec, listener) -> source
                                    ? tasks.startSource(spec, stores.offsets(), listener)
                                    : tasks.startSink(spec, listener),
                    config.grace(),
                    config.workerId(),
                    config.tracksTopics());
            claim.onGone(why -> {
                LOG.error("connectors stop here: {}", why);
                herd.giveWay(why);
            });
            return new Worker(config, client, plugins, claim, clusterId, herd);
        } catch (RuntimeException e) {
            if (claiming != null && claiming.isDone() && !claiming.isCompletedExceptionally()) {
                claiming.join().close();
            }
            client.close();
            if (plugins != null) {
                plugins.close();
            }
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            throw cause instanceof IllegalStateException told
                    ? told
                    : new IllegalStateException(
                            "connect: cannot start on " + config.bootstrapServers() + ": " + cause.getMessage(), cause);
        }
    }

    private static boolean isInProcess(WorkerConfig config) {
        return Endpoint.parseList(config.bootstrapServers()).get(0).inProcess();
    }

    /** What it was started with. */
    public WorkerConfig config() {
        return config;
    }

    /** What the log's cluster calls itself, if it has a name. */
    public @Nullable String clusterId() {
        return clusterId;
    }

    /** Everything that may be asked and changed. */
    public Herder herder() {
        return herd.herder();
    }

    /** All connectors with the states of their tasks and the cause of each failure in one line. */
    public CompletableFuture<List<ConnectorView>> connectors() {
        return herd.herder().views();
    }

    /** Stops the tasks within their grace, positions written; what is stored stays. */
    @Override
    public void close() {
        try {
            herd.leave().get(config.grace().multipliedBy(3).toMillis() + STOP_SECONDS * 1_000L, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not everything stopped in time: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        herd.close();
        claim.close();
        client.close();
        plugins.close();
    }
}
