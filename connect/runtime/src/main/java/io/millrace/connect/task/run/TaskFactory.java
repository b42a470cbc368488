package io.millrace.connect.task.run;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.client.ClientThread;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.group.GroupConfig;
import io.millrace.client.produce.AppendConfig;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskDefaults;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.task.flow.TaskThread;
import io.millrace.connect.task.sink.SinkRun;
import io.millrace.connect.task.sink.SinkSettings;
import io.millrace.connect.task.source.SourceRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts tasks. <i>Any thread.</i> */
public final class TaskFactory {
    /** More records in a put cost a sink fewer round trips; their memory is bounded by the fetch anyway. */
    private static final String MAX_POLL_RECORDS = "2000";

    /** A log that is away for a while is waited for; batches are larger than a lone producer's. */
    private static final Map<String, String> PRODUCER = Map.of(
            ClientKeys.DELIVERY_TIMEOUT_MS.name(), Integer.toString(Integer.MAX_VALUE),
            ClientKeys.BATCH_SIZE.name(), Integer.toString(128 << 10),
            ClientKeys.BUFFER_MEMORY.name(), Integer.toString(16 << 20));

    private static final Map<String, String> CONSUMER =
            Map.of(ClientKeys.FETCH_MAX_BYTES.name(), Integer.toString(16 << 20));

    private final Plugins plugins;
    private final ClientThread client;
    private final TaskDefaults defaults;

    /** The client's thread is shared by all tasks and stays the caller's. */
    public TaskFactory(Plugins plugins, ClientThread client, TaskDefaults defaults) {
        this.plugins = plugins;
        this.client = client;
        this.defaults = defaults;
    }

    /** Starts a source task; what it fails of, even at once, is told to the listener. A bad override is thrown. */
    public RunningTask startSource(TaskSpec spec, OffsetStore offsets, TaskListener listener) {
        AppendConfig append = AppendConfig.from(known(merged("producer.", PRODUCER, spec)));
        TaskThread task = new SourceRun(spec, plugins, client, defaults, append, offsets, listener);
        task.launch();
        return task;
    }

    /** Starts a sink task; what it fails of, even at once, is told to the listener. A bad override is thrown. */
    public RunningTask startSink(TaskSpec spec, TaskListener listener) {
        AppendConfig append = AppendConfig.from(known(merged("producer.", PRODUCER, spec)));
        TaskThread task = new SinkRun(spec, plugins, client, defaults, sinkSettings(spec), append, listener);
        task.launch();
        return task;
    }

    private SinkSettings sinkSettings(TaskSpec spec) {
        Map<String, String> consumer = new HashMap<>(merged("consumer.", CONSUMER, spec));
        consumer.putIfAbsent(ClientKeys.GROUP_ID.name(), "connect-" + spec.connector());
        Settings settings = known(consumer);
        return new SinkSettings(
                GroupConfig.from(settings),
                FetchConfig.from(settings),
                number(consumer, "max.poll.records", MAX_POLL_RECORDS, 1),
                reset(consumer.getOrDefault("auto.offset.reset", "earliest")),
                number(consumer, "metadata.max.age.ms", "30000", 100));
    }

    private static SinkSettings.Reset reset(String text) {
        return switch (text.strip()) {
            case "earliest" -> SinkSettings.Reset.EARLIEST;
            case "latest" -> SinkSettings.Reset.LATEST;
            case "none" -> SinkSettings.Reset.NONE;
            default ->
                throw new IllegalArgumentException("auto.offset.reset=" + text + ": expected earliest, latest or none");
        };
    }

    private static int number(Map<String, String> from, String key, String fallback, int least) {
        return Key.ofInt(key, least, least, Integer.MAX_VALUE, "").read(from.getOrDefault(key, fallback));
    }

    /** The runtime's, then the worker's, then the connector's own. */
    private Map<String, String> merged(String prefix, Map<String, String> ours, TaskSpec spec) {
        Map<String, String> merged = new HashMap<>(ours);
        merged.putAll(TaskDefaults.under(prefix, defaults.properties()));
        merged.putAll(TaskDefaults.under(prefix + "override.", spec.connectorConfig()));
        return merged;
    }

    /** What Kafka's clients know beyond our own keys is let pass: it has no meaning here. */
    private static Settings known(Map<String, String> values) {
        Map<String, String> known = new HashMap<>();
        List<Key<?>> keys = ClientKeys.ALL;
        keys.forEach(key -> {
            String value = values.get(key.name());
            if (value != null) {
                known.put(key.name(), value);
            }
        });
        return Settings.of(known, keys);
    }
}
