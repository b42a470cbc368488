package io.millrace.simulator.network;

import java.nio.ByteBuffer;

/** The node's end of one connection, in one life of the node. */
public interface ServerEnd {
    /** A whole request frame, without its size. Called from outside the node's loops, in the order of sending. */
    void receive(ByteBuffer frame);

    /** Nobody reads the answers any more. */
    void closed();
}
