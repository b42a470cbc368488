package io.millrace.broker.partition;

import org.apache.kafka.common.protocol.Errors;

/** Takes the outcome of {@link Partition#deleteRecords}, on the partition's loop. */
@FunctionalInterface
public interface DeleteCallback {
    /** The first offset kept, -1 with an error. */
    void done(Errors error, long startOffset);
}
