package io.millrace.broker.api;

import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.protocol.Errors;

/** Which records a client wants to see. */
final class Isolation {
    /** Apache Kafka stumbles here, and answers UNKNOWN_SERVER_ERROR: no client of its own can ask for such a level. */
    static final Errors UNKNOWN = Errors.INVALID_REQUEST;

    private Isolation() {}

    static boolean isKnown(byte level) {
        return level == IsolationLevel.READ_UNCOMMITTED.id() || level == IsolationLevel.READ_COMMITTED.id();
    }
}
