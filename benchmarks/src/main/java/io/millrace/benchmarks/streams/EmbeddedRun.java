package io.millrace.benchmarks.streams;

import io.millrace.benchmarks.streams.job.JobRun;
import io.millrace.benchmarks.streams.job.Order;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.storage.log.Durability;
import java.nio.file.Path;

/** One job and the log it reads and writes, in one process: a durable log in the directory that holds the input. One thread. */
public final class EmbeddedRun {
    private EmbeddedRun() {}

    /** With the files of order and result, as {@link JobRun}, and the log's directory. */
    public static void main(String[] args) {
        try (EmbeddedLog log = open(Path.of(args[2]))) {
            Order order = Order.read(Path.of(args[0]));
            JobRun.run(order.at(log.inProcessServers(), log.bootstrapServers()), Path.of(args[1]));
        }
        // Netty's and the clients' threads are no reason to stay.
        System.exit(0);
    }

    /** The log, as every lane of it opens it. */
    static EmbeddedLog open(Path directory) {
        return Millrace.log()
                .dataDirectory(directory)
                .durability(Durability.SYNC)
                .start();
    }
}
