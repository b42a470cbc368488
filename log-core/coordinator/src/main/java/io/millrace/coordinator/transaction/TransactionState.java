package io.millrace.coordinator.transaction;

/**
 * The state of a transactional id, by Kafka's numbers and names.
 *
 * <pre>
 * EMPTY, COMPLETE_* --a partition is added--> ONGOING --end, timeout, new owner--> PREPARE_* --markers are there--> COMPLETE_*
 * COMPLETE_* --new owner--> EMPTY
 * </pre>
 */
public enum TransactionState {
    /** Nothing was written yet by this owner. */
    EMPTY("Empty"),
    /** Partitions have been added. */
    ONGOING("Ongoing"),
    /** It counts; markers are on their way. */
    PREPARE_COMMIT("PrepareCommit"),
    /** It does not count; markers are on their way. */
    PREPARE_ABORT("PrepareAbort"),
    /** It counts, and every partition knows. */
    COMPLETE_COMMIT("CompleteCommit"),
    /** It does not count, and every partition knows. */
    COMPLETE_ABORT("CompleteAbort"),
    /** Kafka's, while an expired id is removed; ours are removed at once. */
    DEAD("Dead"),
    /** Kafka's, while an owner is fenced; ours are fenced at once. */
    PREPARE_EPOCH_FENCE("PrepareEpochFence");

    private final String label;

    TransactionState(String label) {
        this.label = label;
    }

    /** As clients name it. */
    public String label() {
        return label;
    }

    byte id() {
        return (byte) ordinal();
    }

    static TransactionState of(byte id) {
        if (id < 0 || id >= values().length) {
            throw new IllegalArgumentException("no transaction state has number " + id);
        }
        return values()[id];
    }

    boolean isPrepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }

    boolean isComplete() {
        return this == COMPLETE_COMMIT || this == COMPLETE_ABORT;
    }
}
