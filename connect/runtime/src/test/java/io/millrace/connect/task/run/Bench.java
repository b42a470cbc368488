package io.millrace.connect.task.run;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.consume.RecordWalk;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.Secrets;
import io.millrace.connect.task.TaskDefaults;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.tiny.Board;
import io.millrace.connect.tiny.Jars;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.connector.Connector;

/** A log in memory, the tiny plug-ins, and tasks on them. */
final class Bench implements AutoCloseable {
    static final String STRINGS = "org.apache.kafka.connect.storage.StringConverter";

    final EmbeddedLog log = Millrace.log()
            .inMemory()
            .inProcessOnly()
            .set(Map.of("group.min.session.timeout.ms", "1000"))
            .start();
    final ClientThread client = ClientThread.start("bench", ClientConfig.to(log.inProcessServers()));
    final Plugins plugins;
    final MemoryOffsets offsets = new MemoryOffsets();
    final Heard heard = new Heard();
    private final List<RunningTask> running = new ArrayList<>();

    Bench(Path... pluginPath) {
        plugins = Plugins.scan(List.of(pluginPath), Bench.class.getClassLoader());
    }

    static Bench tiny(Path directory) {
        return new Bench(Jars.tiny(directory));
    }

    RunningTask start(String connectorClass, Map<String, String> more) {
        return start(connectorClass, 0, more, heard);
    }

    RunningTask start(String connectorClass, int number, Map<String, String> more, TaskListener listener) {
        return start(client, connectorClass, number, more, listener);
    }

    RunningTask start(
            ClientThread on, String connectorClass, int number, Map<String, String> more, TaskListener listener) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "it");
        config.put("connector.class", connectorClass);
        config.putAll(more);
        PluginClass plugin = plugins.findConnector(connectorClass, null);
        Connector connector = plugin.create(Connector.class);
        connector.start(config);
        TaskSpec spec = new TaskSpec(
                "it",
                number,
                plugin,
                connector.taskClass(),
                config,
                connector.taskConfigs(1).get(0),
                false,
                Secrets.of(ConnectorKeys.of(plugin.info().kind()), config));
        TaskDefaults defaults =
                new TaskDefaults(Map.of("key.converter", STRINGS, "value.converter", STRINGS), 50, 2_000, true);
        TaskFactory factory = new TaskFactory(plugins, on, defaults);
        RunningTask task = plugin.info().kind() == PluginKind.SOURCE
                ? factory.startSource(spec, offsets, listener)
                : factory.startSink(spec, listener);
        running.add(task);
        return task;
    }

    void stop(RunningTask task) {
        task.stop(Duration.ofSeconds(10)).join();
    }

    void makeTopic(String topic, int partitions) {
        makeTopic(topic, partitions, Map.of());
    }

    void makeTopic(String topic, int partitions, Map<String, String> config) {
        client.<Object>ask((c, answer) ->
                        c.admin().createTopics(List.of(new NewTopic(topic, partitions, config)), answer::done))
                .join();
    }

    void append(String topic, int partition, String... values) {
        client.tell((c, done) -> {
                    Appender appender = c.appender(AppendConfig.defaults());
                    for (String value : values) {
                        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                        appender.append(
                                topic, partition, 5, ("k" + value).getBytes(StandardCharsets.UTF_8), bytes, null, null);
                    }
                    appender.flush(done);
                })
                .join();
    }

    /** Reads that many records of partition 0, as {@code key=value}. */
    List<String> read(String topic, int count) {
        List<String> texts = new ArrayList<>();
        records(topic, count).forEach(record -> texts.add(record.key + "=" + record.value));
        return texts;
    }

    List<Read> records(String topic, int count) {
        Queue<Read> read = new ConcurrentLinkedQueue<>();
        await(() -> isThere(topic), () -> topic + " is not there, " + heard.all);
        client.run(c -> {
            Fetcher fetcher = c.fetcher(FetchConfig.defaults());
            fetcher.onArrival(() -> {
                for (Fetched slice = fetcher.poll(); slice != null; slice = fetcher.poll()) {
                    RecordWalk walk = new RecordWalk().over(slice);
                    while (walk.next()) {
                        read.add(Read.of(walk));
                    }
                    slice.close();
                }
            });
            fetcher.add(new TopicPartition(topic, 0), 0);
        });
        await(() -> read.size() >= count, () -> topic + " has " + read.size() + " records, " + heard.all);
        return List.copyOf(read);
    }

    private boolean isThere(String topic) {
        List<TopicInfo> all = client.<List<TopicInfo>>ask(
                        (c, answer) -> c.admin().listTopics(answer))
                .join();
        return all.stream().anyMatch(each -> each.name().equals(topic));
    }

    Map<TopicPartition, Offset> committed() {
        return client.<Map<TopicPartition, Offset>>ask((c, answer) -> c.admin().groupOffsets("connect-it", answer))
                .join();
    }

    Map<String, String> topicConfig(String topic) {
        return client.<Map<String, Map<String, String>>>ask(
                        (c, answer) -> c.admin().describeConfigs(List.of(topic), answer))
                .join()
                .get(topic);
    }

    static void await(BooleanSupplier condition) {
        await(condition, () -> "");
    }

    static void await(BooleanSupplier condition, java.util.function.Supplier<String> what) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("waited for 20 s: " + what.get());
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static Queue<String> board(String name) {
        return Board.of(name);
    }

    @Override
    public void close() throws Exception {
        running.forEach(this::stop);
        client.close();
        log.close();
        plugins.close();
    }

    /** A record as read back. */
    record Read(String key, String value, long timestamp, Map<String, String> headers) {
        static Read of(RecordWalk walk) {
            Map<String, String> headers = new HashMap<>();
            walk.record().forEachHeader((nameAt, nameSize, at, size) -> {
                byte[] name = new byte[nameSize];
                byte[] value = new byte[Math.max(0, size)];
                walk.record().buffer().get(nameAt, name);
                walk.record().buffer().get(at, value);
                headers.put(new String(name, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8));
            });
            return new Read(
                    text(walk.record().key()),
                    text(walk.record().value()),
                    walk.record().timestamp(),
                    headers);
        }

        private static String text(byte[] bytes) {
            return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** Takes offsets; may hold them back. */
    static final class MemoryOffsets implements OffsetStore {
        final Map<Map<String, ?>, Map<String, ?>> kept = new ConcurrentHashMap<>();

        @Override
        public Map<Map<String, ?>, Map<String, ?>> read(
                String connector, Collection<? extends Map<String, ?>> partitions) {
            Map<Map<String, ?>, Map<String, ?>> found = new HashMap<>();
            partitions.forEach(partition -> {
                if (kept.containsKey(partition)) {
                    found.put(partition, kept.get(partition));
                }
            });
            return found;
        }

        @Override
        public CompletableFuture<Void> write(String connector, Map<Map<String, ?>, Map<String, ?>> offsets) {
            kept.putAll(offsets);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** What the listener heard. */
    static final class Heard implements TaskListener {
        final Queue<String> all = new ConcurrentLinkedQueue<>();
        volatile String trace = "";

        @Override
        public void started() {
            all.add("started");
        }

        @Override
        public void paused() {
            all.add("paused");
        }

        @Override
        public void resumed() {
            all.add("resumed");
        }

        @Override
        public void failed(Throwable why, String oneLine, String whole) {
            trace = whole;
            all.add("failed: " + oneLine);
        }

        @Override
        public void stopped() {
            all.add("stopped");
        }

        @Override
        public void touched(String topic) {
            all.add("touched " + topic);
        }

        @Override
        public void skipped(String oneLine) {
            all.add("skipped: " + oneLine);
        }

        String failure() {
            await(() -> all.stream().anyMatch(each -> each.startsWith("failed")), all::toString);
            return all.stream()
                    .filter(each -> each.startsWith("failed"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
