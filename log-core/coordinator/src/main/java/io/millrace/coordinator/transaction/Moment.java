package io.millrace.coordinator.transaction;

/** When and how something is asked: both clocks in milliseconds, and the transaction.version that the client speaks. */
record Moment(long nowMs, long wallMs, short clientVersion) {}
