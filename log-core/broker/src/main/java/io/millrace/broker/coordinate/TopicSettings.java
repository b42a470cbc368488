package io.millrace.broker.coordinate;

import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.storage.log.LogConfig;
import java.util.Arrays;
import java.util.Map;

/**
 * A topic's configuration as the produce path needs it, parsed once. <i>Immutable.</i>
 *
 * @param maxMessageBytes the largest batch
 * @param compacted every record needs a key
 * @param logAppendTime records get the time of their append
 * @param timestampBeforeMaxMs how old a timestamp may be
 * @param timestampAfterMaxMs how far a timestamp may lie ahead
 */
public record TopicSettings(
        int maxMessageBytes,
        boolean compacted,
        boolean logAppendTime,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs) {

    static TopicSettings of(TopicImage topic, TopicDefaults defaults) {
        Map<String, String> own = topic.configs();
        return new TopicSettings(
                (int) number(own, "max.message.bytes", defaults.maxMessageBytes()),
                Arrays.stream(own.getOrDefault("cleanup.policy", "delete").split(","))
                        .anyMatch(policy -> policy.trim().equals("compact")),
                own.getOrDefault("message.timestamp.type", "CreateTime").equals("LogAppendTime"),
                number(own, "message.timestamp.before.max.ms", Long.MAX_VALUE),
                number(own, "message.timestamp.after.max.ms", defaults.timestampAfterMaxMs()));
    }

    static LogConfig logConfig(TopicImage topic, TopicDefaults defaults) {
        LogConfig fallback = defaults.log();
        return new LogConfig(
                fallback.durability(), (int) number(topic.configs(), "segment.bytes", fallback.segmentBytes()));
    }

    private static long number(Map<String, String> own, String key, long fallback) {
        String text = own.get(key);
        return text == null ? fallback : Long.parseLong(text.trim());
    }
}
