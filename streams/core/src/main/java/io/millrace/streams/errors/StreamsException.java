package io.millrace.streams.errors;

import io.millrace.streams.processor.TaskId;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a stream job; the root of this package's exceptions. */
public class StreamsException extends KafkaException {
    private @Nullable TaskId taskId;

    /** With what happened. */
    public StreamsException(String message) {
        super(message);
    }

    /** With what happened in which task. */
    public StreamsException(String message, @Nullable TaskId taskId) {
        super(message);
        this.taskId = taskId;
    }

    /** With what happened, and why. */
    public StreamsException(String message, @Nullable Throwable throwable) {
        super(message, throwable);
    }

    /** With what happened in which task, and why. */
    public StreamsException(String message, @Nullable Throwable throwable, @Nullable TaskId taskId) {
        super(message, throwable);
        this.taskId = taskId;
    }

    /** With why. */
    public StreamsException(Throwable throwable) {
        super(throwable);
    }

    /** With why in which task. */
    public StreamsException(Throwable throwable, @Nullable TaskId taskId) {
        super(throwable);
        this.taskId = taskId;
    }

    /** The task in which it happened, where that is known. */
    public Optional<TaskId> taskId() {
        return Optional.ofNullable(taskId);
    }

    /** Says in which task it happened. */
    public void setTaskId(@Nullable TaskId taskId) {
        this.taskId = taskId;
    }
}
