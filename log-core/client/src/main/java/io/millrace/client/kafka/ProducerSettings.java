package io.millrace.client.kafka;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.config.ClientKeys;
import io.millrace.client.produce.AppendConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A producer's configuration: Kafka's keys, checked by Kafka's own declarations, bound for our client. <i>Immutable.</i> */
final class ProducerSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LogProducer.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String COMPRESSION_LEVEL = "compression.(gzip|lz4|zstd).level";
    /** What nanoseconds can count, many times over. */
    private static final long LONGEST_MS = Long.MAX_VALUE >> 24;

    private static final String SECURITY = "(security|ssl|sasl)\\..*";
    /** What the ground level reads under the same names. */
    private static final Set<String> PASSED = Set.of(
            "bootstrap.servers",
            "request.timeout.ms",
            "retry.backoff.ms",
            "retry.backoff.max.ms",
            "reconnect.backoff.ms",
            "reconnect.backoff.max.ms",
            "metadata.max.age.ms");

    final ProducerConfig kafka;
    final String clientId;
    final @Nullable String transactionalId;
    final long maxBlockMs;
    final long lingerNanos;
    final int batchSizeBytes;
    final long bufferMemoryBytes;
    final int maxRequestBytes;
    final boolean ignoreKeys;
    final boolean adaptive;
    final ClientConfig client;
    final AppendConfig append;

    private ProducerSettings(ProducerConfig kafka, Map<String, Object> given) {
        this.kafka = kafka;
        transactionalId = kafka.getString(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        String named = kafka.getString(ProducerConfig.CLIENT_ID_CONFIG);
        clientId = !named.isEmpty()
                ? named
                : "producer-" + (transactionalId != null ? transactionalId : NUMBER.incrementAndGet());
        maxBlockMs = Math.min(kafka.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG), LONGEST_MS);
        lingerNanos = kafka.getLong(ProducerConfig.LINGER_MS_CONFIG) * 1_000_000L;
        batchSizeBytes = Math.max(1, kafka.getInt(ProducerConfig.BATCH_SIZE_CONFIG));
        bufferMemoryBytes = kafka.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
        maxRequestBytes = kafka.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        ignoreKeys = kafka.getBoolean(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);
        adaptive = kafka.getBoolean(ProducerConfig.PARTITIONER_ADAPTIVE_PARTITIONING_ENABLE_CONFIG);
        client = client(given);
        append = append();
    }

    /** Binds them; ConfigException names a bad one, and one that this producer does not carry out. */
    static ProducerSettings from(
            Map<String, Object> given, @Nullable Serializer<?> keySerializer, @Nullable Serializer<?> valueSerializer) {
        Map<String, Object> all = new HashMap<>(given);
        if (keySerializer != null) {
            all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, keySerializer.getClass());
        }
        if (valueSerializer != null) {
            all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, valueSerializer.getClass());
        }
        refuse(given);
        return new ProducerSettings(new ProducerConfig(all), given);
    }

    private static void refuse(Map<String, Object> given) {
        Set<String> ours = ClientKeys.ALL.stream().map(key -> key.name()).collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        given.forEach((name, value) -> {
            boolean twoPhase = name.equals(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG)
                    && Boolean.parseBoolean(String.valueOf(value));
            boolean plain =
                    name.equals("security.protocol") && String.valueOf(value).equals("PLAINTEXT");
            boolean secure = name.matches(SECURITY) && !ours.contains(name) && !plain;
            if (twoPhase || secure || name.matches(COMPRESSION_LEVEL)) {
                throw new ConfigException(name, name.matches(SECURITY) ? "[hidden]" : value, "not supported here");
            }
            if (!ProducerConfig.configNames().contains(name)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            LOG.warn("the producer has no such keys, and goes without them: {}", unknown);
        }
    }

    private ClientConfig client(Map<String, Object> given) {
        Map<String, String> texts = new HashMap<>();
        ClientKeys.ALL.forEach(key -> {
            Object value = given.get(key.name());
            if (value != null && (PASSED.contains(key.name()) || key.name().matches(SECURITY))) {
                texts.put(key.name(), text(value));
            }
        });
        texts.put(ClientKeys.CLIENT_ID.name(), clientId);
        texts.put(
                ClientKeys.DEFAULT_API_TIMEOUT_MS.name(),
                Long.toString(Math.max(1, Math.min(Integer.MAX_VALUE, maxBlockMs))));
        return ClientConfig.from(Settings.of(texts, ClientKeys.ALL));
    }

    private AppendConfig append() {
        int requestMs = kafka.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        int deliveryMs = kafka.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        long leastMs = kafka.getLong(ProducerConfig.LINGER_MS_CONFIG) + requestMs;
        if (deliveryMs < leastMs) {
            if (kafka.originals().containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
                throw new ConfigException(
                        "delivery.timeout.ms is shorter than linger.ms and request.timeout.ms together");
            }
            deliveryMs = (int) Math.min(Integer.MAX_VALUE, leastMs);
        }
        return new AppendConfig(
                Short.parseShort(kafka.getString(ProducerConfig.ACKS_CONFIG)),
                kafka.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG),
                0,
                batchSizeBytes,
                bufferMemoryBytes,
                kafka.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG),
                maxRequestBytes,
                deliveryMs,
                kafka.getInt(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
                kafka.getInt(ProducerConfig.RETRIES_CONFIG),
                transactionalId,
                kafka.getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return value instanceof Password secret ? secret.value() : String.valueOf(value);
    }
}
