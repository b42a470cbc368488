package io.millrace.streams.errors;

/** A store could not be read, written or restored. */
public class ProcessorStateException extends StreamsException {
    /** With what happened. */
    public ProcessorStateException(String message) {
        super(message);
    }

    /** With what happened, and why. */
    public ProcessorStateException(String message, Throwable throwable) {
        super(message, throwable);
    }

    /** With why. */
    public ProcessorStateException(Throwable throwable) {
        super(throwable);
    }
}
