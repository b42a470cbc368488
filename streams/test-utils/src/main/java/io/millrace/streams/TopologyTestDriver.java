package io.millrace.streams;

import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.state.KeyValueStore;
import io.millrace.streams.state.WindowStore;
import io.millrace.streams.store.ChangelogSink;
import io.millrace.streams.task.GlobalStore;
import io.millrace.streams.task.Task;
import io.millrace.streams.task.TaskConfig;
import io.millrace.streams.task.TaskPorts;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.GlobalStoreSpec;
import io.millrace.streams.topology.StoreSpec;
import io.millrace.streams.topology.SubTopology;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a topology without a cluster and without a thread: each record piped in goes through everything at once,
 * repartition topics and global tables included, and is committed before the next. Every topic has one partition.
 * <i>Loop-owned</i> by the test.
 */
public class TopologyTestDriver implements Closeable {
    private final CapturedRecords outputs = new CapturedRecords();
    private final Map<String, GlobalStore> globals = new LinkedHashMap<>();
    private final Map<String, GlobalStore> globalsByTopic = new HashMap<>();
    private final Map<String, Task> tasksByTopic = new HashMap<>();
    private final Map<String, Task> tasksByStore = new LinkedHashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final BatchWriter writer = new BatchWriter(256, Integer.MAX_VALUE);
    private Instant wallClock;

    /** With default settings. */
    public TopologyTestDriver(Topology topology) {
        this(topology, new Properties());
    }

    /** With these settings, and the wall clock as it is. */
    public TopologyTestDriver(Topology topology, Properties config) {
        this(topology, config, null);
    }

    /** With default settings, and the wall clock at this time. */
    public TopologyTestDriver(Topology topology, Instant initialWallClockTime) {
        this(topology, new Properties(), initialWallClockTime);
    }

    /** With these settings, and the wall clock at this time, or as it is. */
    public TopologyTestDriver(Topology topology, Properties config, @Nullable Instant initialWallClockTime) {
        this.wallClock = initialWallClockTime == null ? Instant.now() : initialWallClockTime;
        TaskConfig taskConfig = taskConfig(config);
        BuiltTopology built = topology.built();
        for (GlobalStoreSpec spec : built.globals()) {
            GlobalStore store = new GlobalStore(spec, taskConfig);
            globals.put(store.name(), store);
            globalsByTopic.put(store.topic(), store);
        }
        for (SubTopology sub : built.subTopologies()) {
            start(sub, taskConfig);
        }
    }

    /** A topic to pipe records into, which are of the present time of the machine. */
    public final <K, V> TestInputTopic<K, V> createInputTopic(
            String topicName, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
        return createInputTopic(topicName, keySerializer, valueSerializer, Instant.now(), Duration.ZERO);
    }

    /** A topic to pipe records into; the first is of that time, each further one so much later. */
    public final <K, V> TestInputTopic<K, V> createInputTopic(
            String topicName,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant startTimestamp,
            Duration autoAdvance) {
        return new TestInputTopic<>(this, topicName, keySerializer, valueSerializer, startTimestamp, autoAdvance);
    }

    /** A topic to read what was written to it. */
    public final <K, V> TestOutputTopic<K, V> createOutputTopic(
            String topicName, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return new TestOutputTopic<>(this, topicName, keyDeserializer, valueDeserializer);
    }

    /** The topics that were written to, internal ones included. */
    public final Set<String> producedTopicNames() {
        return outputs.topics();
    }

    /** Moves the wall clock. */
    public void advanceWallClockTime(Duration advance) {
        wallClock = wallClock.plus(advance);
    }

    /** All stores by name. */
    public Map<String, StateStore> getAllStateStores() {
        Map<String, StateStore> stores = new LinkedHashMap<>();
        tasksByStore.forEach((name, task) -> stores.put(name, task.store(name)));
        globals.forEach((name, store) -> stores.put(name, store.view()));
        return stores;
    }

    /** The store of that name, or null. */
    public @Nullable StateStore getStateStore(String name) {
        return getAllStateStores().get(name);
    }

    /** The key-value store of that name, or null. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable KeyValueStore<K, V> getKeyValueStore(String name) {
        return getStateStore(name) instanceof KeyValueStore<?, ?> store ? (KeyValueStore<K, V>) store : null;
    }

    /** The window store of that name, or null. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable WindowStore<K, V> getWindowStore(String name) {
        return getStateStore(name) instanceof WindowStore<?, ?> store ? (WindowStore<K, V>) store : null;
    }

    @Override
    public void close() {
        Set.copyOf(tasksByTopic.values()).forEach(Task::close);
    }

    Queue<ProducerRecord<byte[], byte[]>> output(String topic) {
        return outputs.queue(topic);
    }

    /** Takes a record through everything that comes of it. */
    void pipe(String topic, long timestamp, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        if (!reads(topic)) {
            throw new IllegalArgumentException("Unknown topic: " + topic);
        }
        deliver(topic, timestamp, key, value, headers);
        ProducerRecord<byte[], byte[]> written;
        while ((written = outputs.pollFresh()) != null) {
            if (reads(written.topic())) {
                Long time = written.timestamp();
                deliver(written.topic(), time == null ? 0 : time, written.key(), written.value(), written.headers());
            }
        }
    }

    private boolean reads(String topic) {
        return tasksByTopic.containsKey(topic) || globalsByTopic.containsKey(topic);
    }

    private void deliver(
            String topic, long timestamp, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long offset = offsets.merge(topic, 1L, Long::sum) - 1;
        writer.begin().append(timestamp, key, value, headers.toArray());
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
        BatchHeader.setBaseOffset(batch, 0, offset);
        GlobalStore global = globalsByTopic.get(topic);
        if (global != null) {
            global.apply(0, List.of(batch));
        }
        Task task = tasksByTopic.get(topic);
        if (task != null) {
            task.offer(new TopicPartition(topic, 0), List.of(batch), offset + 1, () -> {});
            task.process(Integer.MAX_VALUE, wallClock.toEpochMilli());
            task.flush();
        }
    }

    private void start(SubTopology sub, TaskConfig config) {
        ChangelogSink changelog =
                (store, timestamp, key, keyPosition, keySize, value, valuePosition, valueSize) -> outputs.send(
                        config.applicationId() + "-" + store + "-changelog",
                        0,
                        timestamp,
                        key,
                        keyPosition,
                        keySize,
                        value,
                        valuePosition,
                        valueSize,
                        null,
                        0,
                        0,
                        0);
        Task task = new Task(new TaskId(sub.id(), 0), sub, new TaskPorts(outputs, changelog), config, globals);
        for (TopicPartition partition : task.partitions()) {
            task.position(partition, 0, -1);
            tasksByTopic.put(partition.topic(), task);
        }
        for (StoreSpec store : sub.stores()) {
            tasksByStore.put(store.name(), task);
        }
    }

    private static TaskConfig taskConfig(Properties properties) {
        Map<Object, Object> settings = new HashMap<>(properties);
        settings.putIfAbsent(StreamsConfig.APPLICATION_ID_CONFIG, "test-driver-application");
        settings.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9092");
        StreamsConfig config = new StreamsConfig(settings);
        Serde<?> keySerde = config.defaultKeySerde();
        Serde<?> valueSerde = config.defaultValueSerde();
        // Nothing is fetched, so no partition without data is waited for.
        return new TaskConfig(
                config.getString(StreamsConfig.APPLICATION_ID_CONFIG),
                keySerde == null ? missing(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG) : keySerde,
                valueSerde == null ? missing(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG) : valueSerde,
                config.defaultTimestampExtractor(),
                config.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG),
                -1,
                config.deserializationExceptionHandler(),
                config.processingExceptionHandler(),
                config.productionExceptionHandler());
    }

    /** Says what is missing as soon as a record needs it. */
    private static Serde<Object> missing(String setting) {
        StreamsException missing =
                new StreamsException("A step of the topology has no serde of its own, and " + setting + " is not set.");
        return Serdes.serdeFrom(
                (topic, object) -> {
                    throw missing;
                },
                (topic, bytes) -> {
                    throw missing;
                });
    }
}
