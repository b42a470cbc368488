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

    /** Kafka's log.cleaner.enable. */
    static final Key<Boolean> CLEANER = Key.ofBoolean(
            "log.cleaner.enable", true, "Whether topics of the cleanup policy compact are compacted at all.");
    /** Kafka's log.cleaner.backoff.ms. */
    static final Key<Long> CLEANER_BACKOFF_MS = Key.ofLong(
            "log.cleaner.backoff.ms",
            15_000,
            1,
            Long.MAX_VALUE,
            "How often is looked for partitions to compact, while none is.");
    /** Kafka's log.cleaner.dedupe.buffer.size. */
    static final Key<Long> CLEANER_MAP_BYTES = Key.ofLong(
            "log.cleaner.dedupe.buffer.size",
            128L << 20,
            1L << 20,
            1L << 32,
            "The most memory for the keys of the one partition that is being compacted, 32 bytes a key,"
                    + " or an eighth of the heap; keys that do not fit are done in the next turn.");
    /** Kafka's log.cleaner.io.max.bytes.per.second. */
    static final Key<Double> CLEANER_BYTES_PER_SECOND = new Key<>(
            "log.cleaner.io.max.bytes.per.second",
            "double",
            Double.toString(Double.MAX_VALUE),
            "How many bytes compaction reads in a second at most.",
            "a number above 0",
            false,
            Double::valueOf,
            value -> value > 0);

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
        return new Upkeep(
                settings.get(RETENTION_CHECK_MS),
                settings.get(CLEANER),
                settings.get(CLEANER_BACKOFF_MS),
                settings.get(CLEANER_MAP_BYTES),
                settings.get(CLEANER_BYTES_PER_SECOND));
    }
}
