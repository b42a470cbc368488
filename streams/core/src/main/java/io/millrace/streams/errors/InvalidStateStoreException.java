package io.millrace.streams.errors;

/** A store was asked while it cannot answer. */
public class InvalidStateStoreException extends StreamsException {
    /** With what happened. */
    public InvalidStateStoreException(String message) {
        super(message);
    }

    /** With what happened, and why. */
    public InvalidStateStoreException(String message, Throwable throwable) {
        super(message, throwable);
    }

    /** With why. */
    public InvalidStateStoreException(Throwable throwable) {
        super(throwable);
    }
}
