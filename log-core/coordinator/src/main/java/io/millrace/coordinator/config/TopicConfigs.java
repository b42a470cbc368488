package io.millrace.coordinator.config;

import static io.millrace.coordinator.config.ConfigKey.Type.BOOLEAN;
import static io.millrace.coordinator.config.ConfigKey.Type.DOUBLE;
import static io.millrace.coordinator.config.ConfigKey.Type.INT;
import static io.millrace.coordinator.config.ConfigKey.Type.LIST;
import static io.millrace.coordinator.config.ConfigKey.Type.LONG;
import static io.millrace.coordinator.config.ConfigKey.Type.STRING;
import static io.millrace.coordinator.config.ConfigKey.key;

import io.millrace.base.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration keys of topics: Kafka's names, types, defaults and bounds. */
public final class TopicConfigs {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long WEEK_MS = 7 * DAY_MS;

    /** All of them. */
    public static final ConfigTable TABLE = new ConfigTable("topic", ConfigSource.TOPIC, keys());

    private TopicConfigs() {}

    /** The key's declaration, which must exist. */
    public static ConfigKey of(String key) {
        ConfigKey config = TABLE.find(key);
        if (config == null) {
            throw new Check.Violation("no topic configuration is called " + key);
        }
        return config;
    }

    /** All keys by name. */
    public static Collection<ConfigKey> all() {
        return TABLE.all();
    }

    /** What is wrong with that key or value; null when it is fine. */
    public static @Nullable String fault(String key, @Nullable String value) {
        return TABLE.fault(key, value);
    }

    private static List<ConfigKey> keys() {
        List<ConfigKey> keys = new ArrayList<>();
        List.of(messages(), files(), retention(), compaction(), replication(), remote())
                .forEach(keys::addAll);
        return keys;
    }

    private static List<ConfigKey> messages() {
        return List.of(
                key(
                                "compression.type",
                                STRING,
                                "producer",
                                "How batches are compressed at rest; producer keeps them as they came.")
                        .oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer")
                        .isHonoured()
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

    private static List<ConfigKey> files() {
        return List.of(
                key("segment.bytes", INT, 1 << 30, "A new segment file begins at this size.")
                        .atLeast(1 << 20)
                        .isHonoured()
                        .onNode("log.segment.bytes"),
                key("segment.ms", LONG, WEEK_MS, "A new segment file begins after this time.")
                        .atLeast(1)
                        .isHonoured()
                        .onNode("log.roll.ms")
                        .onNode("log.roll.hours", HOUR_MS),
                key(
                                "segment.jitter.ms",
                                LONG,
                                0,
                                "How much of segment.ms is left to chance, so that not all roll at once.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.roll.jitter.ms")
                        .onNode("log.roll.jitter.hours", HOUR_MS),
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
                        .onNode("log.flush.interval.ms")
                        .onNode("log.flush.scheduler.interval.ms"),
                key("file.delete.delay.ms", LONG, 60_000, "How long a file that is no longer needed is kept.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.segment.delete.delay.ms"),
                key("preallocate", BOOLEAN, false, "Whether a segment file gets its whole size at once.")
                        .onNode("log.preallocate"));
    }

    private static List<ConfigKey> retention() {
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
                        .onNode("log.retention.ms")
                        .onNode("log.retention.minutes", MINUTE_MS)
                        .onNode("log.retention.hours", HOUR_MS),
                key(
                                "retention.bytes",
                                LONG,
                                -1,
                                "How large a partition may grow under the policy delete; -1 without bound.")
                        .isHonoured()
                        .onNode("log.retention.bytes"));
    }

    private static List<ConfigKey> compaction() {
        return List.of(
                key("delete.retention.ms", LONG, DAY_MS, "How long tombstones are kept in a compacted topic.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.cleaner.delete.retention.ms"),
                key(
                                "min.cleanable.dirty.ratio",
                                DOUBLE,
                                0.5,
                                "How much of a partition must be uncompacted before it is compacted.")
                        .within(0, 1)
                        .isHonoured()
                        .onNode("log.cleaner.min.cleanable.ratio"),
                key("min.compaction.lag.ms", LONG, 0, "How long a record stays uncompacted at least.")
                        .atLeast(0)
                        .isHonoured()
                        .onNode("log.cleaner.min.compaction.lag.ms"),
                key("max.compaction.lag.ms", LONG, Long.MAX_VALUE, "How long a record stays uncompacted at most.")
                        .atLeast(1)
                        .isHonoured()
                        .onNode("log.cleaner.max.compaction.lag.ms"));
    }

    private static List<ConfigKey> replication() {
        return List.of(
                key("min.insync.replicas", INT, 1, "How many replicas must have a record before acks=all is answered.")
                        .atLeast(1)
                        .isHonoured()
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

    private static List<ConfigKey> remote() {
        return List.of(
                key("remote.storage.enable", BOOLEAN, false, "Whether old segments move to remote storage.")
                        .oneOf("false"),
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
