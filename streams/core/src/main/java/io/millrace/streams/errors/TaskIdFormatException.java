package io.millrace.streams.errors;

/** A text is no task id. */
public class TaskIdFormatException extends StreamsException {
    /** With the text. */
    public TaskIdFormatException(String message) {
        super("Task id cannot be parsed correctly from " + message);
    }
}
