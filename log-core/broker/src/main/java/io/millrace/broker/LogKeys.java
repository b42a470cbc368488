package io.millrace.broker;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.storage.log.Durability;
import io.millrace.storage.log.LogConfig;
import io.millrace.storage.log.Upkeep;

/** The configuration keys of how the node looks after its logs. <i>Immutable.</i> */
final class LogKeys {
    private static final long DAY_MS = 86_400_000;
    private static final long WEEK_MS = 7 * DAY_MS;

    /** Kafka's log.retention.check.interval.ms. */
    static final Key<Long> RETENTION_CHECK_MS = Key.ofLong(
            "log.retention.check.interval.ms",
            300_000,
            1,
            Long.MAX_VALUE,
            "How often is looked for segments that need not be kept.");

    private LogKeys() {}

    /** What a log gets where neither its topic nor the node chooses anything, which is what Kafka's do. */
    static LogConfig log(Settings settings) {
        return new LogConfig(
                settings.get(BrokerKeys.DURABILITY).equals("os") ? Durability.OS : Durability.SYNC,
                new LogConfig.Roll(settings.get(BrokerKeys.SEGMENT_BYTES), WEEK_MS, 0),
                new LogConfig.Retention(true, WEEK_MS, -1),
                new LogConfig.Compaction(
                        false, 0.5, 0, Long.MAX_VALUE, DAY_MS, settings.get(BrokerKeys.PRODUCER_EXPIRATION_MS)),
                60_000);
    }

    /** How the store looks after its logs. */
    static Upkeep upkeep(Settings settings) {
        Upkeep usual = Upkeep.DEFAULT;
        return new Upkeep(
                settings.get(RETENTION_CHECK_MS),
                usual.compact(),
                usual.compactCheckMs(),
                usual.mapBytes(),
                usual.bytesPerSecond());
    }
}
