package io.millrace.benchmarks.log;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * What is compared. <i>Immutable.</i>
 *
 * @param name as it stands in the table
 * @param prepare makes a server with nothing stored yet in a directory, ready to start; not on the clock
 */
record Subject(String name, Function<Path, Server> prepare) {
    /** The name of the peer. */
    static final String KAFKA = "Apache Kafka 4.4.0";
    /** Ours, every acknowledged record on disk. */
    static final String SYNC = "Millrace sync";
    /** Ours, with the safety that the peer gives. */
    static final String OS = "Millrace os";
}
