package io.millrace.simulator.scenario;

import io.millrace.storage.disk.Disk;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;

/** What a test of the simulator breaks on purpose, at the rim, to see it found. */
public interface Sabotage {
    /** Nothing is broken. */
    Sabotage NONE = new Sabotage() {};

    /** The disk that a new life of the node gets in place of the true one. */
    default Disk disk(Disk disk) {
        return disk;
    }

    /** The request that the node carries out in place of the one that came. */
    default Request request(Request request) {
        return request;
    }

    /** The answer that leaves the node; what is changed in it is what the client gets. */
    default void answer(Response answer) {}

    /** Whether a copier commits how far it has read before it has sent what it made of that. */
    default boolean offsetsBeforeSends() {
        return false;
    }
}
