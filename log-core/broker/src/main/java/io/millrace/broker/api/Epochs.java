package io.millrace.broker.api;

import org.apache.kafka.common.protocol.Errors;

/** Compares the leader epoch that a client believes in with the partition's. */
final class Epochs {
    private Epochs() {}

    /** NONE when they agree, or the client believes in none. */
    static Errors check(int believed, int actual) {
        if (believed < 0 || believed == actual) {
            return Errors.NONE;
        }
        return believed < actual ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH;
    }
}
