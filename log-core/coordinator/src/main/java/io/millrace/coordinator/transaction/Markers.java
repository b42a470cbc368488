package io.millrace.coordinator.transaction;

/** Who writes markers. <i>Loop-owned.</i> */
@FunctionalInterface
public interface Markers {
    /**
     * Writes a marker into each partition of the ended transaction, again and again until it is there, and then tells
     * {@link TransactionCoordinator#marked}. A partition that is no more needs none. Called when the end is committed, and
     * again after a restart.
     */
    void write(Ended transaction);
}
