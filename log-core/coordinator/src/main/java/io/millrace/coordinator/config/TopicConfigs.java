package io.millrace.coordinator.config;

import static io.millrace.coordinator.config.TopicConfig.Type.BOOLEAN;
import static io.millrace.coordinator.config.TopicConfig.Type.DOUBLE;
import static io.millrace.coordinator.config.TopicConfig.Type.INT;
import static io.millrace.coordinator.config.TopicConfig.Type.LIST;
import static io.millrace.coordinator.config.TopicConfig.Type.LONG;
import static io.millrace.coordinator.config.TopicConfig.Type.STRING;
import static io.millrace.coordinator.config.TopicConfig.key;

import io.millrace.base.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.jspecify.annotations.Nullable;

/** The configuration keys of topics: Kafka's names, types, defaults and bounds. */
public final class TopicConfigs {
    private static final byte SET_ON_TOPIC = 1;
    private static final byte DEFAULT = 5;
    private static final long DAY_MS = 86_400_000;
    private static final long WEEK_MS = 7 * DAY_MS;
    private static final Map<String, TopicConfig> TABLE = table();

    private TopicConfigs() {}

    /** The key's declaration, which must exist. */
    public static TopicConfig of(String key) {
        TopicConfig config = TABLE.get(key);
        if (config == null) {
            throw new Check.Violation("no topic configuration is called " + key);
        }
        return config;
    }

    /** All keys by name. */
    public static Collection<TopicConfig> all() {
        return TABLE.values();
    }

    /** What is wrong with that key or value, in Kafka's words; null when it is fine. */
    public static @Nullable String fault(String key, @Nullable String value) {
        TopicConfig config = TABLE.get(key);
        if (config == null) {
            return "Unknown topic config name: " + key;
        }
        return value == null ? "Null value not supported for topic configs: " + key : config.fault(value);
    }

    /** DescribeConfigs' entries for a topic with those values set; all keys when none is named. */
    public static List<DescribeConfigsResourceResult> describe(
            Map<String, String> set, @Nullable Collection<String> keys, boolean synonyms, boolean documentation) {
        List<DescribeConfigsResourceResult> described = new ArrayList<>();
        for (TopicConfig config : TABLE.values()) {
            if (keys == null || keys.isEmpty() || keys.contains(config.name())) {
                described.add(describe(config, set.get(config.name()), synonyms, documentation));
            }
        }
        return described;
    }

    private static DescribeConfigsResourceResult describe(
            TopicConfig config, @Nullable String own, boolean synonyms, boolean documentation) {
        return new DescribeConfigsResourceResult()
                .setName(config.name())
                .setValue(own == null ? config.defaultValue() : own)
                .setConfigSource(own == null ? DEFAULT : SET_ON_TOPIC)
                .setReadOnly(false)
                .setIsSensitive(false)
                .setConfigType(config.type().id())
                .setSynonyms(synonyms ? synonyms(config, own) : List.of())
                .setDocumentation(documentation ? config.doc() : null);
    }

    private static List<DescribeConfigsSynonym> synonyms(TopicConfig config, @Nullable String own) {
        List<DescribeConfigsSynonym> synonyms = new ArrayList<>(2);
        if (own != null) {
            synonyms.add(synonym(config.name(), own, SET_ON_TOPIC));
        }
        config.nodeNames().forEach(name -> synonyms.add(synonym(name, config.defaultValue(), DEFAULT)));
        return synonyms;
    }

    private static DescribeConfigsSynonym synonym(String name, String value, byte source) {
        return new DescribeConfigsSynonym().setName(name).setValue(value).setSource(source);
    }

    private static Map<String, TopicConfig> table() {
        Map<String, TopicConfig> table = new TreeMap<>();
        for (List<TopicConfig> part :
                List.of(messages(), files(), retention(), compaction(), replication(), remote())) {
            part.forEach(each -> table.put(each.name(), each));
        }
        return Collections.unmodifiableMap(table);
    }

    private static List<TopicConfig> messages() {
        return List.of(
                key(
                                "compression.type",
                                STRING,
                                "producer",
                                "How batches are compressed at rest; producer keeps them as they came.")
                        .oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
                        .onNode("compression.type"),
                key("compression.gzip.level", INT, -1, "The level when the log compresses with gzip.")
                        .within(-1, 9)
                        .onNode("compression.gzip.level"),
                key("compression.lz4.level", INT, 9, "The level when the log compresses with lz4.")
                        .within(1, 17)
                        .onNode("compression.lz4.level"),
                key("compression.zstd.level", INT, 3, "The level when the log compresses with zstd.")
                        .within(-131_072, 22)
                        .onNode("compression.zstd.level"),
                key("max.message.bytes", INT, 1_048_588, "The largest record batch, after compression.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("message.max.bytes"),
                key(
                                "message.timestamp.type",
                                STRING,
                                "CreateTime",
                                "Whether a record keeps its producer's time or gets the time of its append.")
                        .oneOf("CreateTime", "LogAppendTime")
                        .isHonoured()
                        .onNode("log.message.timestamp.type"),
                key("message.timestamp.before.max.ms", LONG, Long.MAX_VALUE, "How old a producer's timestamp may be.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.message.timestamp.before.max.ms"),
                key("message.timestamp.after.max.ms", LONG, 3_600_000, "How far a producer's timestamp may lie ahead.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.message.timestamp.after.max.ms"));
    }

    private static List<TopicConfig> files() {
        return List.of(
                key("segment.bytes", INT, 1 << 30, "A new segment file begins at this size.")
                        .atLeast(1 << 20)
                        .isHonoured()
                        .onNode("log.segment.bytes"),
                key("segment.ms", LONG, WEEK_MS, "A new segment file begins after this time.")
                        .atLeast(1)
                        .isHonoured()
                        .onNode("log.roll.ms"),
                key(
                                "segment.jitter.ms",
                                LONG,
                                0,
                                "How much of segment.ms is left to chance, so that not all roll at once.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.roll.jitter.ms"),
                key("segment.index.bytes", INT, 10_485_760, "The size of an index file.")
                        .atLeast(4)
                        .onNode("log.index.size.max.bytes"),
                key("index.interval.bytes", INT, 4096, "How far index entries lie apart in the segment.")
                        .atLeast(0)
                        .onNode("log.index.interval.bytes"),
                key(
                                "flush.messages",
                                LONG,
                                Long.MAX_VALUE,
                                "The most records between two syncs; this log syncs by its durability.")
                        .atLeast(1)
                        .onNode("log.flush.interval.messages"),
                key(
                                "flush.ms",
                                LONG,
                                Long.MAX_VALUE,
                                "The longest time between two syncs; this log syncs by its durability.")
                        .atLeast(0)
                        .onNode("log.flush.interval.ms"),
                key("file.delete.delay.ms", LONG, 60_000, "How long a file that is no longer needed is kept.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.segment.delete.delay.ms"),
                key("preallocate", BOOLEAN, false, "Whether a segment file gets its whole size at once.")
                        .onNode("log.preallocate"));
    }

    private static List<TopicConfig> retention() {
        return List.of(
                key(
                                "cleanup.policy",
                                LIST,
                                "delete",
                                "Whether old segments are deleted, or compacted to the newest record of each key, or both.")
                        .oneOf("compact", "delete")
                        .isHonoured()
                        .onNode("log.cleanup.policy"),
                key("retention.ms", LONG, WEEK_MS, "How long records are kept under the policy delete; -1 for ever.")
                        .atLeast(-1)
                        .isHonoured()
                        .onNode("log.retention.ms"),
                key(
                                "retention.bytes",
                                LONG,
                                -1,
                                "How large a partition may grow under the policy delete; -1 without bound.")
                        .isHonoured()
                        .onNode("log.retention.bytes"));
    }

    private static List<TopicConfig> compaction() {
        return List.of(
                key("delete.retention.ms", LONG, DAY_MS, "How long tombstones are kept in a compacted topic.")
                        .atLeast(0)
                        .onNode("log.cleaner.delete.retention.ms"),
                key(
                                "min.cleanable.dirty.ratio",
                                DOUBLE,
                                0.5,
                                "How much of a partition must be uncompacted before it is compacted.")
                        .within(0, 1)
                        .onNode("log.cleaner.min.cleanable.ratio"),
                key("min.compaction.lag.ms", LONG, 0, "How long a record stays uncompacted at least.")
                        .atLeast(0)
                        .onNode("log.cleaner.min.compaction.lag.ms"),
                key("max.compaction.lag.ms", LONG, Long.MAX_VALUE, "How long a record stays uncompacted at most.")
                        .atLeast(1)
                        .onNode("log.cleaner.max.compaction.lag.ms"));
    }

    private static List<TopicConfig> replication() {
        return List.of(
                key("min.insync.replicas", INT, 1, "How many replicas must have a record before acks=all is answered.")
                        .atLeast(1)
                        .onNode("min.insync.replicas"),
                key(
                                "unclean.leader.election.enable",
                                BOOLEAN,
                                false,
                                "Whether a replica that lags may lead when no other is left.")
                        .onNode("unclean.leader.election.enable"),
                key(
                        "leader.replication.throttled.replicas",
                        LIST,
                        "",
                        "Replicas whose replication is slowed on the leader's side."),
                key(
                        "follower.replication.throttled.replicas",
                        LIST,
                        "",
                        "Replicas whose replication is slowed on the follower's side."));
    }

    private static List<TopicConfig> remote() {
        return List.of(
                key("remote.storage.enable", BOOLEAN, false, "Whether old segments move to remote storage."),
                key("remote.log.copy.disable", BOOLEAN, false, "Whether remote segments are read only."),
                key(
                        "remote.log.delete.on.disable",
                        BOOLEAN,
                        false,
                        "Whether remote segments go when remote storage is switched off."),
                key(
                                "local.retention.ms",
                                LONG,
                                -2,
                                "How long segments stay local beside their remote copy; -2 for retention.ms.")
                        .atLeast(-2)
                        .onNode("log.local.retention.ms"),
                key(
                                "local.retention.bytes",
                                LONG,
                                -2,
                                "How much stays local beside its remote copy; -2 for retention.bytes.")
                        .atLeast(-2)
                        .onNode("log.local.retention.bytes"));
    }
}
