package io.millrace.client.transact;

/** Where a transactional producer stands; the names are Kafka's, since its messages name them. */
public enum TransactionState {
    /** Without an id. */
    UNINITIALIZED,
    /** Asking for one. */
    INITIALIZING,
    /** Between transactions. */
    READY,
    /** Takes records. */
    IN_TRANSACTION,
    /** Being committed. */
    COMMITTING_TRANSACTION,
    /** Being aborted. */
    ABORTING_TRANSACTION,
    /** A failure that an abort heals. */
    ABORTABLE_ERROR,
    /** A failure that nothing heals. */
    FATAL_ERROR
}
