package io.millrace.benchmarks.torture;

import org.apache.kafka.common.TopicPartition;

/** A record that a writer handed to its client. <i>Any thread.</i> */
final class Attempt {
    private static final long UNKNOWN = -1;

    private final Payload payload;
    private volatile long offset = UNKNOWN;

    Attempt(Payload payload) {
        this.payload = payload;
    }

    Payload payload() {
        return payload;
    }

    TopicPartition partition() {
        return payload.target();
    }

    /** The node said that it has it, and where. */
    void acknowledged(long at) {
        offset = at;
    }

    boolean isAcknowledged() {
        return offset != UNKNOWN;
    }

    long offset() {
        return offset;
    }
}
