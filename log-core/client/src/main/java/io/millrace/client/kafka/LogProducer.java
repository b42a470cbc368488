package io.millrace.client.kafka;

import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.Partitioners;
import io.millrace.client.transact.TransactionState;
import io.millrace.client.transact.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's producer over our own client: built from Kafka's keys, and with {@code bootstrap.servers=inprocess:<id>} for a
 * log of this JVM without a socket. <i>Any thread;</i> it has one thread of its own, on which callbacks run.
 *
 * @param <K> of keys
 * @param <V> of values
 */
public final class LogProducer<K, V> implements Producer<K, V> {
    private final ProducerSettings settings;
    private final Serializer<K> keySerializer;
    private final Serializer<V> valueSerializer;
    private final @Nullable Partitioner partitioner;
    private final Interceptors<K, V> interceptors;
    private final ProducerMetrics metrics;
    private final ProducerThread thread;
    private final Staging staging;
    private volatile boolean closed;

    /** With the serializers that the keys name. */
    public LogProducer(Map<String, Object> configs) {
        this(configs, null, null);
    }

    /** With the serializers that the keys name. */
    public LogProducer(Properties properties) {
        this(asMap(properties), null, null);
    }

    /** With these serializers, which are the caller's to configure. */
    public LogProducer(
            Properties properties, @Nullable Serializer<K> keySerializer, @Nullable Serializer<V> valueSerializer) {
        this(asMap(properties), keySerializer, valueSerializer);
    }

    /**
     * With these serializers, which are the caller's to configure; null for those that the keys name.
     *
     * @throws KafkaException when the keys do not make a producer
     */
    @SuppressWarnings("unchecked")
    public LogProducer(
            Map<String, Object> configs,
            @Nullable Serializer<K> keySerializer,
            @Nullable Serializer<V> valueSerializer) {
        settings = ProducerSettings.from(configs, keySerializer, valueSerializer);
        ProducerConfig kafka = settings.kafka;
        Map<String, Object> clientId = Map.of(ProducerConfig.CLIENT_ID_CONFIG, settings.clientId);
        try {
            this.keySerializer = keySerializer != null
                    ? keySerializer
                    : serializer(kafka, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, true);
            this.valueSerializer = valueSerializer != null
                    ? valueSerializer
                    : serializer(kafka, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, false);
            partitioner =
                    kafka.getConfiguredInstance(ProducerConfig.PARTITIONER_CLASS_CONFIG, Partitioner.class, clientId);
            List<?> made = kafka.getConfiguredInstances(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, ProducerInterceptor.class, clientId);
            interceptors = new Interceptors<>((List<ProducerInterceptor<K, V>>) made);
            List<MetricsReporter> reporters =
                    kafka.originals().containsKey(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG)
                            ? CommonClientConfigs.metricsReporters(settings.clientId, kafka)
                            : List.of();
            metrics = new ProducerMetrics(settings.clientId, reporters);
            thread = new ProducerThread(settings, metrics, interceptors);
        } catch (IllegalArgumentException e) {
            throw new KafkaException("the producer was not made", e);
        }
        staging = thread.staging();
        metrics.watch(staging, settings.bufferMemoryBytes);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
        return send(record, null);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable Callback callback) {
        ProducerRecord<K, V> passed = interceptors.isEmpty() ? record : interceptors.onSend(record);
        Integer asked = passed.partition();
        try {
            checkOpen();
            return stage(passed, asked == null ? -1 : asked, callback);
        } catch (ApiException e) {
            // As Kafka's producer has it: what the cluster could have said goes the way of its answers.
            metrics.refused();
            interceptors.onSendError(passed, asked == null ? -1 : asked, e);
            if (callback != null) {
                TopicPartition where = new TopicPartition(passed.topic(), asked == null ? -1 : asked);
                callback.onCompletion(new RecordMetadata(where, -1, -1, -1, -1, -1), e);
            }
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            metrics.refused();
            InterruptException interrupted = new InterruptException(e);
            interceptors.onSendError(passed, asked == null ? -1 : asked, interrupted);
            throw interrupted;
        } catch (RuntimeException e) {
            metrics.refused();
            interceptors.onSendError(passed, asked == null ? -1 : asked, e);
            throw e;
        }
    }

    @Override
    public void flush() {
        if (thread.isCurrent()) {
            throw new KafkaException("flush() in a callback would wait for the thread that it is called on");
        }
        CompletableFuture<Void> flushed =
                thread.afterStaged((appender, done) -> appender.flush(failure -> done.done(null)));
        await(flushed, Long.MAX_VALUE, "flush");
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        Objects.requireNonNull(topic, "no topic (null)");
        checkOpen();
        try {
            return thread.topics().partitions(topic(topic, 0, deadline()));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.copyOf(metrics.all());
    }

    /** Does nothing: this client pushes no metrics. */
    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        // KIP-714's push is not offered by this client.
    }

    /** Does nothing: this client pushes no metrics. */
    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        // See above.
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new IllegalStateException("this client pushes no metrics, and has no id to push them under");
    }

    @Override
    public void initTransactions() {
        transact("InitTransactions", done -> transactions().init(done::accept));
    }

    @Override
    public void beginTransaction() {
        transact("BeginTransaction", done -> {
            transactions().begin();
            done.accept(null);
        });
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        checkTransactional();
        if (offsets.isEmpty()) {
            checkOpen();
            return;
        }
        Map<TopicPartition, Offset> copy = new HashMap<>();
        offsets.forEach((partition, offset) -> copy.put(
                partition, new Offset(offset.offset(), offset.leaderEpoch().orElse(-1), offset.metadata())));
        Committer committer = new Committer(
                group.generationId(), group.memberId(), group.groupInstanceId().orElse(null));
        transact(
                "SendOffsetsToTransaction",
                done -> transactions().sendOffsets(group.groupId(), committer, copy, done::accept));
    }

    @Override
    public void commitTransaction() {
        transact("CommitTransaction", done -> transactions().commit(done::accept));
    }

    @Override
    public void abortTransaction() {
        transact("AbortTransaction", done -> transactions().abort(done::accept));
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    /** Sends what is there, for as long as that; then what is not acknowledged fails, and an open transaction is aborted. */
    @Override
    public void close(Duration timeout) {
        long limitMs = ProducerThread.millis(timeout);
        if (limitMs < 0) {
            throw new IllegalArgumentException("a timeout is not negative");
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        staging.close();
        if (limitMs > 0 && !thread.isCurrent()) {
            finish(limitMs);
        }
        thread.close();
        interceptors.close();
        if (partitioner != null) {
            partitioner.close();
        }
        keySerializer.close();
        valueSerializer.close();
        metrics.close();
    }

    static UnknownTopicOrPartitionException unknown(String topic) {
        return new UnknownTopicOrPartitionException("the log has no topic " + topic);
    }

    private SendFuture stage(ProducerRecord<K, V> record, int asked, @Nullable Callback callback)
            throws InterruptedException {
        // A clock is read only by who has to wait.
        long deadline = Staging.NO_DEADLINE;
        TopicInfo topic = thread.topics().get(record.topic());
        if (topic == null || asked >= topic.partitionCount()) {
            deadline = deadline();
            topic = topic(record.topic(), asked, deadline);
        }
        byte[] key = serialize(keySerializer, record, record.key(), "key");
        byte[] value = serialize(valueSerializer, record, record.value(), "value");
        int partition = asked >= 0 ? asked : choose(record, key, value, topic);
        Header[] headers = record.headers().toArray();
        int size = Staging.sizeOf(key, value, headers);
        checkSize(size);
        checkTransaction(record.topic(), partition);
        Long timestamp = record.timestamp();
        return staging.stage(
                topic,
                partition,
                timestamp == null ? System.currentTimeMillis() : timestamp,
                key,
                value,
                headers,
                size,
                callback,
                interceptors.isEmpty() ? null : record.headers(),
                deadline);
    }

    private int choose(ProducerRecord<K, V> record, byte @Nullable [] key, byte @Nullable [] value, TopicInfo topic) {
        if (partitioner != null) {
            int chosen = partitioner.partition(
                    record.topic(),
                    record.key(),
                    key,
                    record.value(),
                    value,
                    thread.topics().cluster());
            if (chosen < 0) {
                throw new IllegalArgumentException(
                        "the partitioner chose " + chosen + ", a partition's number is not negative");
            }
            return chosen;
        }
        return key == null || settings.ignoreKeys ? -1 : Partitioners.forKey(key, topic.partitionCount());
    }

    private static <T> byte @Nullable [] serialize(
            Serializer<T> serializer, ProducerRecord<?, ?> record, @Nullable T what, String part) {
        try {
            return serializer.serialize(record.topic(), record.headers(), what);
        } catch (ClassCastException e) {
            throw new SerializationException(
                    part + ".serializer=" + serializer.getClass().getName() + " does not take a "
                            + (what == null ? "null" : what.getClass().getName()),
                    e);
        }
    }

    private void checkSize(int size) {
        if (size > settings.maxRequestBytes) {
            throw new RecordTooLargeException(
                    "a record of " + size + " bytes, max.request.size is " + settings.maxRequestBytes);
        }
        if (size > settings.bufferMemoryBytes) {
            throw new RecordTooLargeException(
                    "a record of " + size + " bytes, buffer.memory is " + settings.bufferMemoryBytes);
        }
    }

    private void checkTransaction(String topic, int partition) {
        if (settings.transactionalId == null) {
            return;
        }
        Transactions transactions = transactions();
        TransactionState state = transactions.state();
        if (state == TransactionState.ABORTABLE_ERROR || state == TransactionState.FATAL_ERROR) {
            throw transactions.error();
        }
        if (state != TransactionState.IN_TRANSACTION) {
            throw new IllegalStateException("no transaction for a record to " + topic + "-" + partition
                    + " to be part of: the state is " + state);
        }
    }

    /** Waits until the topic is known, and has so many partitions. */
    private TopicInfo topic(String name, int partition, long deadline) throws InterruptedException {
        TopicInfo known = thread.topics().get(name);
        while (known == null || partition >= known.partitionCount()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw absent(name, partition, known, null);
            }
            try {
                TopicInfo heard = thread.topic(name).get(left, TimeUnit.NANOSECONDS);
                if (partition >= heard.partitionCount()) {
                    TimeUnit.MILLISECONDS.sleep(settings.client.retryBackoff().firstMs());
                }
            } catch (ExecutionException e) {
                Throwable why = e.getCause();
                if (why instanceof UnknownTopicOrPartitionException || why instanceof TimeoutException) {
                    throw absent(name, partition, known, why);
                }
                throw why instanceof RuntimeException unchecked ? unchecked : new KafkaException(why);
            } catch (java.util.concurrent.TimeoutException e) {
                throw absent(name, partition, known, null);
            }
            known = thread.topics().get(name);
        }
        return known;
    }

    private TimeoutException absent(String topic, int partition, @Nullable TopicInfo known, @Nullable Throwable cause) {
        String message = known == null
                ? String.format("topic %s was not heard of within %d ms", topic, settings.maxBlockMs)
                : String.format(
                        "topic %s has %d partitions, and did not get partition %d within %d ms",
                        topic, known.partitionCount(), partition, settings.maxBlockMs);
        return new TimeoutException(message, cause);
    }

    private long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.maxBlockMs);
    }

    private Transactions transactions() {
        return thread.appender().transactions();
    }

    private void checkTransactional() {
        if (settings.transactionalId == null) {
            throw new IllegalStateException("this producer has no transactional.id, and so no transactions");
        }
    }

    private void transact(String what, Consumer<Consumer<@Nullable Throwable>> call) {
        checkTransactional();
        checkOpen();
        CompletableFuture<Void> done =
                thread.afterStaged((appender, told) -> call.accept(failure -> told.done(failure)));
        await(done, settings.maxBlockMs, what);
    }

    private void await(CompletableFuture<Void> future, long limitMs, String what) {
        try {
            future.get(limitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(what + ": not done within " + limitMs + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : new KafkaException(e.getCause());
        }
    }

    /** Waits for what is there, and aborts a transaction that was left open. */
    private void finish(long limitMs) {
        CompletableFuture<Void> finished = thread.afterStaged((appender, done) -> appender.flush(failure -> {
            boolean open = settings.transactionalId != null
                    && appender.transactions().state() == TransactionState.IN_TRANSACTION;
            if (open) {
                appender.transactions().abort(aborted -> done.done(null));
            } else {
                done.done(null);
            }
        }));
        try {
            finished.get(limitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.TimeoutException | ExecutionException | CompletionException e) {
            // The time is up: the rest fails by closing.
            return;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Serializer<T> serializer(ProducerConfig config, String key, boolean isKey) {
        Serializer<T> made = config.getConfiguredInstance(key, Serializer.class);
        Map<String, Object> all = new HashMap<>(config.originals());
        all.put(ProducerConfig.CLIENT_ID_CONFIG, config.getString(ProducerConfig.CLIENT_ID_CONFIG));
        made.configure(all, isKey);
        return made;
    }

    private static Map<String, Object> asMap(Properties properties) {
        Map<String, Object> map = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }
}
