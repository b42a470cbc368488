package io.millrace.examples.demo;

import io.millrace.base.Endpoint;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demo was asked for. <i>Immutable.</i>
 *
 * @param files where the real data lies
 * @param data the data directory
 * @param times replays
 * @param bootstrap the cluster to run on; null for a log in this process
 * @param kafka where the log listens; null for nowhere
 * @param pages where the pages are; null for nowhere
 * @param database null for a PostgreSQL of the demo's own
 * @param keep whether everything goes on when the result is there
 * @param client keys of the clients of that cluster
 */
record DemoPlan(
        Path files,
        Path data,
        int times,
        @Nullable String bootstrap,
        @Nullable Endpoint kafka,
        @Nullable Endpoint pages,
        @Nullable Database database,
        boolean keep,
        Map<String, String> client) {

    /** With a client's defaults. */
    DemoPlan(
            Path files,
            Path data,
            int times,
            @Nullable String bootstrap,
            @Nullable Endpoint kafka,
            @Nullable Endpoint pages,
            @Nullable Database database,
            boolean keep) {
        this(files, data, times, bootstrap, kafka, pages, database, keep, Map.of());
    }

    /** Names no value of a client's key: there are passwords among them. */
    @Override
    public String toString() {
        return "DemoPlan[times=" + times + ", bootstrap=" + bootstrap + ", data=" + data + "]";
    }

    /** A log in this process that opens no port for Kafka's clients, and a PostgreSQL of its own. */
    static DemoPlan embedded(Path files, Path data, int times) {
        return new DemoPlan(files, data, times, null, null, null, null, false);
    }

    /** On that cluster. */
    static DemoPlan on(String bootstrap, Path files, Path data, int times) {
        return new DemoPlan(files, data, times, bootstrap, null, null, null, false);
    }
}
