package io.millrace.benchmarks.connect;

import io.millrace.peers.Child;
import java.util.List;
import java.util.Map;

/** A log and a worker on it, under one of the names in the table. Used by one thread. */
interface Site extends AutoCloseable {
    /** Log, registry and worker of ours in one process. */
    String TOGETHER = "Millrace";
    /** The same, the worker in a process of its own. */
    String APART = "Millrace, worker apart";
    /** The peer: a broker and a worker. */
    String PEER = "Kafka Connect 4.3.1";

    String name();

    /** {@code host:port} of the log. */
    String bootstrap();

    /** Where the worker's REST API answers. */
    String connect();

    /** The worker's process, if it holds nothing else. */
    List<Child> workerAlone();

    /** All processes: log and worker. */
    List<Child> processes();

    /** The config of the connector that reads a file's lines into a topic. */
    Map<String, String> fileSource(String file, String topic);

    /** The config of the connector that upserts a topic's rows into a table. */
    Map<String, String> jdbcSink(String topic, String table, String jdbcUrl, String registry);

    @Override
    void close();
}
