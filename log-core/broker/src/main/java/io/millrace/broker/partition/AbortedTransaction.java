package io.millrace.broker.partition;

/**
 * A transaction whose records are not for readers of committed ones. <i>Immutable.</i>
 *
 * @param firstOffset of its records
 * @param lastOffset that of its marker
 * @param lastStableOffset what was stable once its marker was there: no later one begins before it
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
