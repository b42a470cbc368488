package io.millrace.client.kafka;

import io.millrace.client.ClientThread;
import io.millrace.client.kafka.consumer.ConsumerMetrics;
import io.millrace.client.kafka.consumer.ConsumerSettings;
import io.millrace.client.kafka.consumer.Desk;
import io.millrace.client.kafka.consumer.Interceptors;
import io.millrace.client.kafka.consumer.Offsets;
import io.millrace.client.kafka.subscription.Reading;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's consumer over our client: of a log in this JVM ({@code bootstrap.servers=inprocess:ID}) without a socket, or of
 * any other, ours or Apache Kafka, by TCP. Keys, exceptions and rules are Kafka's. One thread at a time uses it, as
 * Kafka's; membership is kept by a thread of its own. {@link #wakeup}: <i>any thread.</i>
 *
 * @param <K> the key
 * @param <V> the value
 */
public final class LogConsumer<K, V> implements Consumer<K, V> {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final ConsumerSettings settings;
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final ClientThread thread;
    private final Desk desk;
    private final Interceptors<K, V> interceptors;
    private final ConsumerMetrics metrics;
    private final Reading<K, V> reading;
    private final Offsets offsets;
    private final Duration patience;

    /** With Kafka's keys, the deserializers among them. */
    public LogConsumer(Properties properties) {
        this(map(properties), null, null);
    }

    /** With Kafka's keys, the deserializers among them. */
    public LogConsumer(Map<String, Object> configs) {
        this(configs, null, null);
    }

    /** With Kafka's keys, and deserializers that are ready. */
    @SuppressWarnings("unchecked")
    public LogConsumer(
            Map<String, Object> configs,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer) {
        Map<String, Object> all =
                ConsumerConfig.appendDeserializerToConfig(configs, keyDeserializer, valueDeserializer);
        settings = ConsumerSettings.of(all);
        ConsumerConfig kafka = settings.kafka();
        keys = keyDeserializer == null
                ? configured(kafka, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true)
                : keyDeserializer;
        values = valueDeserializer == null
                ? configured(kafka, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, false)
                : valueDeserializer;
        String clientId = settings.client().clientId();
        interceptors = new Interceptors<>((List<ConsumerInterceptor<K, V>>) (List<?>) kafka.getConfiguredInstances(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                ConsumerInterceptor.class,
                Map.of(ConsumerConfig.CLIENT_ID_CONFIG, clientId)));
        metrics = new ConsumerMetrics(clientId);
        patience = Duration.ofMillis(settings.client().apiTimeoutMs());
        thread = ClientThread.start("millrace-consumer-" + clientId, settings.client());
        desk = new Desk(thread);
        reading = new Reading<>(settings, desk, interceptors, keys, values, metrics);
        offsets = new Offsets(desk, settings);
    }

    @SuppressWarnings("unchecked")
    private static <T> Deserializer<T> configured(ConsumerConfig kafka, String key, boolean ofKeys) {
        Deserializer<T> made = kafka.getConfiguredInstance(key, Deserializer.class);
        made.configure(kafka.originals(), ofKeys);
        return made;
    }

    private static Map<String, Object> map(Properties properties) {
        Map<String, Object> map = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> map.put(name.toString(), value));
        return map;
    }

    private <T> T held(java.util.function.Supplier<T> call) {
        desk.enter();
        try {
            return call.get();
        } finally {
            desk.leave();
        }
    }

    private void doing(Runnable call) {
        desk.enter();
        try {
            call.run();
        } finally {
            desk.leave();
        }
    }

    @Override
    public Set<TopicPartition> assignment() {
        return held(() -> Set.copyOf(reading.assigned()));
    }

    @Override
    public Set<String> subscription() {
        return held(() -> Set.copyOf(reading.topics()));
    }

    @Override
    public void subscribe(Collection<String> topics) {
        doing(() -> reading.subscribe(named(topics), null));
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        doing(() -> reading.subscribe(named(topics), given(listener, "no listener (null)")));
    }

    @Override
    public void subscribe(Pattern pattern) {
        doing(() -> reading.subscribe(patterned(pattern), null));
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        doing(() -> reading.subscribe(patterned(pattern), given(listener, "no listener (null)")));
    }

    @Override
    public void subscribe(SubscriptionPattern pattern) {
        doing(() -> reading.subscribe(given(pattern, "no pattern (null)"), null));
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
        doing(() -> reading.subscribe(given(pattern, "no pattern (null)"), given(listener, "no listener (null)")));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        doing(() -> reading.assign(given(partitions, "no partitions (null)")));
    }

    @Override
    public void unsubscribe() {
        doing(reading::unsubscribe);
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        desk.enter();
        try {
            ConsumerRecords<K, V> records = reading.poll(timeout);
            return records.isEmpty() ? records : interceptors.onConsume(records);
        } finally {
            desk.leave();
        }
    }

    @Override
    public void commitSync() {
        commitSync(patience);
    }

    @Override
    public void commitSync(Duration timeout) {
        doing(() -> reading.commitSync(timeout));
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> positions) {
        commitSync(positions, patience);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> positions, Duration timeout) {
        metrics.committed();
        doing(() -> reading.commitSync(new HashMap<>(positions), timeout));
    }

    @Override
    public void commitAsync() {
        commitAsync(null);
    }

    @Override
    public void commitAsync(@Nullable OffsetCommitCallback callback) {
        metrics.committed();
        doing(() -> reading.commitAsync(null, callback));
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> positions, @Nullable OffsetCommitCallback callback) {
        metrics.committed();
        doing(() -> reading.commitAsync(positions, callback));
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset to seek to is not negative");
        }
        doing(() -> reading.seek(partition, offset, Optional.empty()));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata to) {
        if (to.offset() < 0) {
            throw new IllegalArgumentException("an offset to seek to is not negative");
        }
        doing(() -> reading.seek(partition, to.offset(), to.leaderEpoch()));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        doing(() -> reading.seekToBeginning(given(partitions, "no partitions (null)")));
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        doing(() -> reading.seekToEnd(given(partitions, "no partitions (null)")));
    }

    @Override
    public long position(TopicPartition partition) {
        return position(partition, patience);
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return held(() -> reading.position(partition, timeout));
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, patience);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        return held(() -> reading.committed(partitions, timeout));
    }

    /** There is no telemetry to name this client in. */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new IllegalStateException("this client pushes no metrics, and has no id to push them under");
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return metrics.all();
    }

    /** Metrics are not pushed anywhere: nothing to do. */
    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        // As said.
    }

    /** Metrics are not pushed anywhere: nothing to do. */
    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        // As said.
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return partitionsFor(topic, patience);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return held(() -> offsets.partitions(topic, timeout));
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        return listTopics(patience);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return held(() -> offsets.topics(timeout));
    }

    @Override
    public Set<TopicPartition> paused() {
        return held(reading::paused);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        doing(() -> reading.pause(partitions));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        doing(() -> reading.resume(partitions));
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
        return offsetsForTimes(times, patience);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times, Duration timeout) {
        return held(() -> offsets.atTimes(times, timeout));
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return beginningOffsets(partitions, patience);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return held(() -> offsets.beginnings(partitions, timeout));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return endOffsets(partitions, patience);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return held(() -> offsets.ends(partitions, timeout));
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        return held(() -> reading.lag(partition));
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        return held(reading::groupMetadata);
    }

    @Override
    public void enforceRebalance() {
        doing(reading::rejoin);
    }

    @Override
    public void enforceRebalance(String reason) {
        enforceRebalance();
    }

    @Override
    public void close() {
        close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        close(CloseOptions.timeout(timeout));
    }

    @Override
    public void close(CloseOptions options) {
        Duration timeout = options.timeout().orElse(CLOSE_TIMEOUT);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative");
        }
        desk.take();
        try {
            if (desk.close()) {
                return;
            }
            try {
                reading.close(
                        switch (options.groupMembershipOperation()) {
                            case LEAVE_GROUP -> true;
                            case REMAIN_IN_GROUP -> false;
                            case DEFAULT -> null;
                        },
                        timeout);
            } finally {
                thread.close();
                interceptors.close();
                keys.close();
                values.close();
                metrics.close();
            }
        } finally {
            desk.leave();
        }
    }

    /** Whether {@link #close} was called. <i>Any thread.</i> */
    public boolean isClosed() {
        return desk.isClosed();
    }

    @Override
    public void wakeup() {
        desk.wakeup();
    }

    private static <T> T given(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new IllegalArgumentException(otherwise);
        }
        return value;
    }

    private static Collection<String> named(@Nullable Collection<String> topics) {
        return given(topics, "no topics (null)");
    }

    private static Pattern patterned(@Nullable Pattern pattern) {
        if (pattern == null || pattern.toString().isEmpty()) {
            throw new IllegalArgumentException(pattern == null ? "no pattern (null)" : "the pattern is empty");
        }
        return pattern;
    }
}
