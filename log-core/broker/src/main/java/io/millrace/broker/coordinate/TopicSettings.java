package io.millrace.broker.coordinate;

import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.storage.log.LogConfig;
import io.millrace.wire.record.Compression;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic's configuration as the produce path needs it, parsed once. <i>Immutable.</i>
 *
 * @param maxMessageBytes the largest batch
 * @param compacted every record needs a key
 * @param deletes records may be deleted before their keys are
 * @param logAppendTime records get the time of their append
 * @param timestampBeforeMaxMs how old a timestamp may be
 * @param timestampAfterMaxMs how far a timestamp may lie ahead
 * @param minInSyncReplicas how many replicas must have what is acknowledged to acks=all
 * @param compression how batches are compressed here; null for as they come
 */
public record TopicSettings(
        int maxMessageBytes,
        boolean compacted,
        boolean deletes,
        boolean logAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        int minInSyncReplicas,
        @Nullable Compression compression) {

    static TopicSettings of(TopicImage topic, TopicDefaults defaults) {
        Map<String, String> own = defaults.inForce(topic.configs());
        return new TopicSettings(
                (int) number(own, "max.message.bytes", defaults.maxMessageBytes()),
                policy(own, "compact", defaults.log().compaction().compact()),
                policy(own, "delete", true),
                own.getOrDefault("message.timestamp.type", "CreateTime").equals("LogAppendTime"),
                number(own, "message.timestamp.before.max.ms", Long.MAX_VALUE),
                number(own, "message.timestamp.after.max.ms", defaults.timestampAfterMaxMs()),
                (int) number(own, "min.insync.replicas", 1),
                compression(own.getOrDefault("compression.type", "producer")));
    }

    private static @Nullable Compression compression(String type) {
        return switch (type.trim()) {
            case "producer" -> null;
            case "uncompressed" -> Compression.NONE;
            default -> Compression.valueOf(type.trim().toUpperCase(Locale.ROOT));
        };
    }

    static LogConfig logConfig(TopicImage topic, TopicDefaults defaults) {
        LogConfig fallback = defaults.log();
        Map<String, String> own = defaults.inForce(topic.configs());
        return new LogConfig(
                fallback.durability(),
                roll(own, fallback.roll()),
                retention(own, fallback),
                compaction(own, fallback),
                number(own, "file.delete.delay.ms", fallback.fileDeleteDelayMs()));
    }

    private static LogConfig.Roll roll(Map<String, String> own, LogConfig.Roll fallback) {
        return new LogConfig.Roll(
                (int) number(own, "segment.bytes", fallback.bytes()),
                number(own, "segment.ms", fallback.ms()),
                number(own, "segment.jitter.ms", fallback.jitterMs()));
    }

    private static LogConfig.Retention retention(Map<String, String> own, LogConfig fallback) {
        return new LogConfig.Retention(
                policy(own, "delete", fallback.retention().delete()),
                number(own, "retention.ms", fallback.retention().ms()),
                number(own, "retention.bytes", fallback.retention().bytes()));
    }

    private static LogConfig.Compaction compaction(Map<String, String> own, LogConfig fallback) {
        LogConfig.Compaction node = fallback.compaction();
        String ratio = own.get("min.cleanable.dirty.ratio");
        return new LogConfig.Compaction(
                policy(own, "compact", node.compact()),
                ratio == null ? node.minDirtyRatio() : Double.parseDouble(ratio.trim()),
                number(own, "min.compaction.lag.ms", node.minLagMs()),
                number(own, "max.compaction.lag.ms", node.maxLagMs()),
                number(own, "delete.retention.ms", node.tombstoneMs()),
                node.producerMs());
    }

    private static boolean policy(Map<String, String> own, String word, boolean fallback) {
        String policy = own.get("cleanup.policy");
        return policy == null
                ? fallback
                : Arrays.stream(policy.split(",")).anyMatch(each -> each.trim().equals(word));
    }

    private static long number(Map<String, String> own, String key, long fallback) {
        String text = own.get(key);
        return text == null ? fallback : Long.parseLong(text.trim());
    }
}
