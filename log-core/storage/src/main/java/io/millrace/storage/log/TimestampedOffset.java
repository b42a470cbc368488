package io.millrace.storage.log;

/**
 * A record found by its time. <i>Immutable.</i>
 *
 * @param offset its offset
 * @param timestamp its timestamp, in milliseconds since the epoch
 * @param leaderEpoch the epoch it was appended in, -1 unknown
 */
public record TimestampedOffset(long offset, long timestamp, int leaderEpoch) {}
