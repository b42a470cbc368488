package io.millrace.storage.log;

/**
 * How often a store looks after its logs, and what that may cost. <i>Immutable.</i>
 *
 * @param checkMs how often retention is checked
 * @param compact whether compacted logs are cleaned at all
 * @param compactCheckMs how often is looked for logs to clean, while none needs it
 * @param mapBytes memory for the keys of the one log that is being cleaned
 * @param bytesPerSecond read and written by cleaning at most
 */
public record Upkeep(long checkMs, boolean compact, long compactCheckMs, long mapBytes, double bytesPerSecond) {
    /** As Apache Kafka. */
    public static final Upkeep DEFAULT = new Upkeep(300_000, true, 15_000, 128L << 20, Double.MAX_VALUE);
}
