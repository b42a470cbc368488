package io.millrace.coordinator.transaction;

/**
 * Bounds of transactions. <i>Immutable.</i>
 *
 * @param maxTimeoutMs the longest timeout that a producer may ask for
 * @param idExpirationMs a transactional id that nobody used for so long is forgotten
 */
public record TransactionLimits(int maxTimeoutMs, long idExpirationMs) {
    /** Kafka's. */
    public static final TransactionLimits DEFAULT = new TransactionLimits(900_000, 604_800_000L);
}
