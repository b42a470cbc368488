package io.millrace.benchmarks.log.node;

import io.millrace.peers.Child;
import java.nio.file.Path;

/** One node in a process of its own, on a port that is known before it starts. Used by one thread. */
public interface Server extends AutoCloseable {
    /** Starts the process and returns at once; again, over the same data, once it was killed. */
    void start();

    /** {@code host:port} for clients. */
    String bootstrap();

    /** The process, once started. */
    Child process();

    /** Where its files lie. */
    Path data();

    /** Ends the process. */
    @Override
    void close();
}
