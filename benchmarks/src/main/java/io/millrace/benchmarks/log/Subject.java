package io.millrace.benchmarks.log;

import io.millrace.benchmarks.log.node.Server;
import java.nio.file.Path;
import java.util.Map;
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

    /** The ratios that ours have to reach. */
    static Map<String, Double> ours(double sync, double os) {
        return Map.of(SYNC, sync, OS, os);
    }

    /** Its name, fit for a folder. */
    String folder() {
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
