package io.millrace.streams.errors;

/** No store has this name, or it is not of the kind asked for. */
public class UnknownStateStoreException extends InvalidStateStoreException {
    /** With what was asked. */
    public UnknownStateStoreException(String message) {
        super(message);
    }

    /** With what was asked, and why it failed. */
    public UnknownStateStoreException(String message, Throwable throwable) {
        super(message, throwable);
    }
}
