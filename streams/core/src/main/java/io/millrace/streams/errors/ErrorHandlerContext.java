package io.millrace.streams.errors;

import io.millrace.streams.processor.TaskId;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Where an error happened: the record that was being processed, and the node. */
public interface ErrorHandlerContext {
    /** The topic of the record being processed; null when there is none. */
    @Nullable
    String topic();

    /** Its partition, or -1. */
    int partition();

    /** Its offset, or -1. */
    long offset();

    /** Its headers. */
    Headers headers();

    /** The name of the node in the topology. */
    String processorNodeId();

    /** The task. */
    TaskId taskId();

    /** The time of the record being processed. */
    long timestamp();
}
