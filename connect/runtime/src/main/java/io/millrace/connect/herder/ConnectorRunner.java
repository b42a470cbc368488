package io.millrace.connect.herder;

import io.millrace.connect.herder.config.Shape;
import io.millrace.connect.herder.config.Validation;
import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.PluginMeters;
import io.millrace.connect.task.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * One connector's object and the thread that alone calls it, so that a connector which hangs holds up nobody else. <i>Any
 * thread</i> asks; the object belongs to the runner's.
 */
final class ConnectorRunner {
    private static final String TASK_CLASS = "task.class";
    private static final int MAX_WAITING_CALLS = 64;

    private final String name;
    private final Map<String, String> config;
    private final Validation validation;
    private final OffsetStore offsets;
    private final Wishes wishes;
    private final ThreadPoolExecutor thread;
    private final PluginMeters meters;
    private @Nullable Connector connector;
    private @Nullable PluginClass plugin;

    ConnectorRunner(
            String name, Map<String, String> config, Validation validation, OffsetStore offsets, Wishes wishes) {
        this.name = name;
        this.config = config;
        this.validation = validation;
        this.offsets = offsets;
        this.wishes = wishes;
        this.meters = new PluginMeters(Map.of("connector", name));
        this.thread = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING_CALLS), work -> {
                    Thread made = new Thread(work, "connector-" + name);
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** What a connector asks of the runtime, on any thread of its own. */
    interface Wishes {
        void newTasks();

        void failed(Throwable why);
    }

    /** What is known once the object is there. */
    record Ready(PluginClass plugin, Class<? extends Task> taskClass, Shape shape, Secrets secrets) {}

    /** Loads and makes the object, and starts it if so wished. */
    CompletableFuture<Ready> begin(boolean start) {
        return call(() -> {
            Shape shape = validation.shape(config);
            PluginClass found = validation.connector(config);
            Connector made = found.create(Connector.class);
            plugin = found;
            connector = made;
            try (LoaderSwap swap = LoaderSwap.to(found.loader())) {
                made.initialize(context(found.info().kind()));
                if (start) {
                    made.start(config);
                }
                return new Ready(found, made.taskClass().asSubclass(Task.class), shape, shape.secrets(config));
            }
        });
    }

    /** What the tasks shall be, as Kafka Connect stores it. */
    CompletableFuture<List<Map<String, String>>> taskConfigs(int max) {
        return call(() -> {
            Connector made = connector;
            PluginClass found = plugin;
            if (made == null || found == null) {
                throw new ConnectException("connector " + name + " has not started");
            }
            try (LoaderSwap swap = LoaderSwap.to(found.loader())) {
                List<Map<String, String>> configs = new ArrayList<>();
                for (Map<String, String> task : made.taskConfigs(max)) {
                    Map<String, String> whole = new LinkedHashMap<>(task);
                    whole.put(TASK_CLASS, made.taskClass().getName());
                    copy(ConnectorKeys.TOPICS, found, whole);
                    copy(ConnectorKeys.TOPICS_REGEX, found, whole);
                    configs.add(whole);
                }
                return configs;
            }
        });
    }

    /** Stops the object if it was started; completes at the latest after the grace, when the thread is given up. */
    CompletableFuture<Void> stop(boolean started, Duration grace) {
        CompletableFuture<Void> stopped = call(() -> {
            Connector made = connector;
            PluginClass found = plugin;
            connector = null;
            if (made != null && found != null && started) {
                try (LoaderSwap swap = LoaderSwap.to(found.loader())) {
                    made.stop();
                }
            }
            meters.close();
            return null;
        });
        return stopped.orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> thread.shutdownNow());
    }

    private void copy(String key, PluginClass found, Map<String, String> to) {
        String value = config.get(key);
        if (found.info().kind() == PluginKind.SINK && value != null) {
            to.put(key, value);
        }
    }

    private ConnectorContext context(PluginKind kind) {
        return kind == PluginKind.SOURCE
                ? new Contexts.OfSource(wishes, meters, new SourcePositions(name, offsets))
                : new Contexts.OfSink(wishes, meters);
    }

    private <T> CompletableFuture<T> call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable e) { // a plug-in may throw anything; its thread is the place where that ends
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ConnectException("connector " + name + " does not answer", e));
        }
        return result;
    }
}
