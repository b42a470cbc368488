package io.millrace.benchmarks.log;

import io.millrace.peers.Child;

/** One node in a process of its own, on a port that is known before it starts. Used by one thread. */
interface Server extends AutoCloseable {
    /** Starts the process and returns at once. */
    void start();

    /** {@code host:port} for clients. */
    String bootstrap();

    /** The process, once started. */
    Child process();

    /** Ends the process. */
    @Override
    void close();
}
