package io.millrace.broker.partition;

import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Takes what became of a batch, on the partition's loop. */
@FunctionalInterface
public interface AppendCallback {
    /**
     * With NONE the batch is durable and begins at the base offset.
     *
     * @param error NONE, or why the batch is not in the log
     * @param message what to tell a person, when there is an error
     * @param baseOffset of the batch, -1 with an error
     * @param logStartOffset the first offset kept, -1 with an error
     */
    void done(Errors error, @Nullable String message, long baseOffset, long logStartOffset);
}
