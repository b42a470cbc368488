package io.millrace.streams;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.millrace.streams.errors.DefaultProductionExceptionHandler;
import io.millrace.streams.errors.DeserializationExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import io.millrace.streams.errors.ProcessingExceptionHandler;
import io.millrace.streams.errors.ProductionExceptionHandler;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.processor.TimestampExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The settings of one application, under Kafka Streams' names. Settings of the clients inside are given with a prefix
 * ({@code consumer.}, {@code main.consumer.}, {@code restore.consumer.}, {@code global.consumer.}, {@code producer.},
 * {@code admin.}) or, when both kinds have them, without; those of internal topics with {@code topic.}. A name that
 * nothing reads is warned about. <i>Immutable.</i>
 */
public class StreamsConfig extends AbstractConfig {
    public static final String TOPIC_PREFIX = "topic.";
    public static final String CONSUMER_PREFIX = "consumer.";
    public static final String MAIN_CONSUMER_PREFIX = "main.consumer.";
    public static final String RESTORE_CONSUMER_PREFIX = "restore.consumer.";
    public static final String GLOBAL_CONSUMER_PREFIX = "global.consumer.";
    public static final String PRODUCER_PREFIX = "producer.";
    public static final String ADMIN_CLIENT_PREFIX = "admin.";

    public static final String AT_LEAST_ONCE = "at_least_once";
    public static final String EXACTLY_ONCE_V2 = "exactly_once_v2";
    public static final String NO_OPTIMIZATION = "none";

    public static final String APPLICATION_ID_CONFIG = "application.id";
    public static final String BOOTSTRAP_SERVERS_CONFIG = "bootstrap.servers";
    public static final String BUFFERED_RECORDS_PER_PARTITION_CONFIG = "buffered.records.per.partition";
    public static final String CLIENT_ID_CONFIG = "client.id";
    public static final String COMMIT_INTERVAL_MS_CONFIG = "commit.interval.ms";
    public static final String DEFAULT_KEY_SERDE_CLASS_CONFIG = "default.key.serde";
    public static final String DEFAULT_VALUE_SERDE_CLASS_CONFIG = "default.value.serde";
    public static final String DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG = "default.timestamp.extractor";
    public static final String DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG = "deserialization.exception.handler";
    public static final String DEFAULT_DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG =
            "default.deserialization.exception.handler";
    public static final String MAX_TASK_IDLE_MS_CONFIG = "max.task.idle.ms";
    public static final long MAX_TASK_IDLE_MS_DISABLED = -1;
    public static final String NUM_STREAM_THREADS_CONFIG = "num.stream.threads";
    public static final String POLL_MS_CONFIG = "poll.ms";
    public static final String PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG = "processing.exception.handler";
    public static final String PROCESSING_GUARANTEE_CONFIG = "processing.guarantee";
    public static final String PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG = "production.exception.handler";
    public static final String DEFAULT_PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG =
            "default.production.exception.handler";
    public static final String REPLICATION_FACTOR_CONFIG = "replication.factor";
    public static final String STATE_DIR_CONFIG = "state.dir";
    public static final String STATESTORE_CACHE_MAX_BYTES_CONFIG = "statestore.cache.max.bytes";
    public static final String TOPOLOGY_OPTIMIZATION_CONFIG = "topology.optimization";
    public static final String WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG =
            "windowstore.changelog.additional.retention.ms";

    private static final List<String> PREFIXES = List.of(
            TOPIC_PREFIX,
            CONSUMER_PREFIX,
            MAIN_CONSUMER_PREFIX,
            RESTORE_CONSUMER_PREFIX,
            GLOBAL_CONSUMER_PREFIX,
            PRODUCER_PREFIX,
            ADMIN_CLIENT_PREFIX);

    private static final ConfigDef KEYS = new ConfigDef()
            .define(
                    APPLICATION_ID_CONFIG,
                    Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    StreamsConfig::isApplicationId,
                    HIGH,
                    "Names the application: its group, and the prefix of its internal topics and client ids.")
            .define(
                    BOOTSTRAP_SERVERS_CONFIG,
                    Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    HIGH,
                    "Where to find the cluster: HOST:PORT pairs, or inprocess:ID for a log in this JVM.")
            .define(
                    NUM_STREAM_THREADS_CONFIG,
                    Type.INT,
                    1,
                    ConfigDef.Range.between(1, 1024),
                    MEDIUM,
                    "How many threads run tasks.")
            .define(
                    PROCESSING_GUARANTEE_CONFIG,
                    Type.STRING,
                    AT_LEAST_ONCE,
                    StreamsConfig::isGuarantee,
                    MEDIUM,
                    "at_least_once: after a crash, what was not committed is processed again.")
            .define(
                    REPLICATION_FACTOR_CONFIG,
                    Type.INT,
                    -1,
                    ConfigDef.Range.between(-1, Short.MAX_VALUE),
                    HIGH,
                    "Replicas of internal topics; -1 leaves it to the broker.")
            .define(
                    STATE_DIR_CONFIG,
                    Type.STRING,
                    System.getProperty("java.io.tmpdir") + "/millrace-streams",
                    HIGH,
                    "Where state on disk belongs. State is held in memory and restored from changelog topics, so"
                            + " nothing is written there.")
            .define(
                    STATESTORE_CACHE_MAX_BYTES_CONFIG,
                    Type.LONG,
                    10 * 1024 * 1024L,
                    atLeast(0),
                    MEDIUM,
                    "Memory for updates of buffered stores between two flushes, over all threads.")
            .define(
                    COMMIT_INTERVAL_MS_CONFIG,
                    Type.LONG,
                    30_000L,
                    atLeast(0),
                    LOW,
                    "How often progress is committed, and buffered stores are flushed.")
            .define(CLIENT_ID_CONFIG, Type.STRING, "", MEDIUM, "Prefix of the ids of threads and clients.")
            .define(DEFAULT_KEY_SERDE_CLASS_CONFIG, Type.CLASS, null, MEDIUM, "Serde of keys where none is given.")
            .define(DEFAULT_VALUE_SERDE_CLASS_CONFIG, Type.CLASS, null, MEDIUM, "Serde of values where none is given.")
            .define(
                    DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                    Type.CLASS,
                    FailOnInvalidTimestamp.class,
                    MEDIUM,
                    "Gives a record its event time.")
            .define(
                    DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    Type.CLASS,
                    LogAndFailExceptionHandler.class,
                    MEDIUM,
                    "Decides about a record that cannot be deserialised.")
            .define(
                    DEFAULT_DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    Type.CLASS,
                    null,
                    LOW,
                    "The former name of " + DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG + ".")
            .define(
                    PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                    Type.CLASS,
                    LogAndFailProcessingExceptionHandler.class,
                    MEDIUM,
                    "Decides about a record whose processing threw.")
            .define(
                    PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    Type.CLASS,
                    DefaultProductionExceptionHandler.class,
                    MEDIUM,
                    "Decides about a record that cannot be serialised or written.")
            .define(
                    DEFAULT_PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    Type.CLASS,
                    null,
                    LOW,
                    "The former name of " + PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG + ".")
            .define(
                    MAX_TASK_IDLE_MS_CONFIG,
                    Type.LONG,
                    0L,
                    atLeast(MAX_TASK_IDLE_MS_DISABLED),
                    MEDIUM,
                    "How long a task with an empty input partition waits for it beyond what is known to lie in the"
                            + " log; -1 never waits, so that inputs may be taken out of time order.")
            .define(
                    BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                    Type.INT,
                    1000,
                    atLeast(1),
                    LOW,
                    "Accepted and not used: what is buffered is bounded in bytes, by consumer.fetch.max.bytes and"
                            + " consumer.max.partition.fetch.bytes.")
            .define(
                    POLL_MS_CONFIG,
                    Type.LONG,
                    100L,
                    atLeast(1),
                    LOW,
                    "How long an idle thread waits at most; an arrival wakes it earlier.")
            .define(
                    TOPOLOGY_OPTIMIZATION_CONFIG,
                    Type.STRING,
                    NO_OPTIMIZATION,
                    ConfigDef.ValidString.in(NO_OPTIMIZATION),
                    MEDIUM,
                    "Rewriting of the topology; none is done.")
            .define(
                    WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
                    Type.LONG,
                    24 * 60 * 60 * 1000L,
                    atLeast(0),
                    LOW,
                    "Added to a window store's retention in its changelog topic, against clocks that drift.");

    /** Checks the settings; throws ConfigException that names the bad one. */
    public StreamsConfig(Map<?, ?> settings) {
        this(settings, true);
    }

    protected StreamsConfig(Map<?, ?> settings, boolean doLog) {
        super(KEYS, settings, Map.of(), false);
        if (doLog) {
            warnOfUnread();
        }
    }

    /** The declarations: names, types, defaults, bounds and documentation. */
    public static ConfigDef configDef() {
        return new ConfigDef(KEYS);
    }

    /** The name with the prefix that addresses every consumer. */
    public static String consumerPrefix(String name) {
        return CONSUMER_PREFIX + name;
    }

    /** The name with the prefix that addresses the consumer of input topics. */
    public static String mainConsumerPrefix(String name) {
        return MAIN_CONSUMER_PREFIX + name;
    }

    /** The name with the prefix that addresses the consumer of changelogs. */
    public static String restoreConsumerPrefix(String name) {
        return RESTORE_CONSUMER_PREFIX + name;
    }

    /** The name with the prefix that addresses the consumer of global tables. */
    public static String globalConsumerPrefix(String name) {
        return GLOBAL_CONSUMER_PREFIX + name;
    }

    /** The name with the prefix that addresses the producer. */
    public static String producerPrefix(String name) {
        return PRODUCER_PREFIX + name;
    }

    /** The name with the prefix that addresses the admin client. */
    public static String adminClientPrefix(String name) {
        return ADMIN_CLIENT_PREFIX + name;
    }

    /** The name with the prefix that addresses internal topics. */
    public static String topicPrefix(String name) {
        return TOPIC_PREFIX + name;
    }

    /** A configured serde for keys that have none of their own, or null. */
    public @Nullable Serde<?> defaultKeySerde() {
        return serde(DEFAULT_KEY_SERDE_CLASS_CONFIG, true);
    }

    /** A configured serde for values that have none of their own, or null. */
    public @Nullable Serde<?> defaultValueSerde() {
        return serde(DEFAULT_VALUE_SERDE_CLASS_CONFIG, false);
    }

    /** A configured extractor for sources that have none of their own. */
    public TimestampExtractor defaultTimestampExtractor() {
        return getConfiguredInstance(DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, TimestampExtractor.class);
    }

    /** A configured handler of records that cannot be deserialised. */
    public DeserializationExceptionHandler deserializationExceptionHandler() {
        String name = formerOr(
                DEFAULT_DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG);
        return getConfiguredInstance(name, DeserializationExceptionHandler.class);
    }

    /** A configured handler of records that cannot be serialised or written. */
    public ProductionExceptionHandler productionExceptionHandler() {
        String name =
                formerOr(DEFAULT_PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG);
        return getConfiguredInstance(name, ProductionExceptionHandler.class);
    }

    /** A configured handler of records whose processing threw. */
    public ProcessingExceptionHandler processingExceptionHandler() {
        return getConfiguredInstance(PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ProcessingExceptionHandler.class);
    }

    private @Nullable Serde<?> serde(String name, boolean isKey) {
        Serde<?> serde = getConfiguredInstance(name, Serde.class);
        if (serde != null) {
            serde.configure(originals(), isKey);
        }
        return serde;
    }

    private String formerOr(String former, String name) {
        return originals().containsKey(name) || getClass(former) == null ? name : former;
    }

    private void warnOfUnread() {
        List<String> unread = new ArrayList<>();
        for (String name : new TreeMap<>(originals()).keySet()) {
            boolean known = KEYS.names().contains(name)
                    || PREFIXES.stream().anyMatch(name::startsWith)
                    || ClientSettings.knows(name);
            if (!known) {
                unread.add(name);
            }
        }
        if (!unread.isEmpty()) {
            LoggerFactory.getLogger(StreamsConfig.class)
                    .warn("No part of the application reads these settings: {}", String.join(", ", unread));
        }
    }

    private static void isApplicationId(String name, Object value) {
        String text = String.valueOf(value);
        if (!text.matches("[a-zA-Z0-9._-]{1,200}")) {
            throw new ConfigException(name, value, "at most 200 of the letters that a topic's name may have");
        }
    }

    private static void isGuarantee(String name, Object value) {
        if (EXACTLY_ONCE_V2.equals(value)) {
            throw new ConfigException(name, value, "transactions are not supported yet; use " + AT_LEAST_ONCE);
        }
        if (!AT_LEAST_ONCE.equals(value)) {
            throw new ConfigException(name, value, "expected " + AT_LEAST_ONCE);
        }
    }
}
