package io.millrace.streams.errors;

/** The topology is not one that could run. */
public class TopologyException extends StreamsException {
    /** With what happened. */
    public TopologyException(String message) {
        super("Invalid topology: " + message);
    }

    /** With what happened, and why. */
    public TopologyException(String message, Throwable throwable) {
        super("Invalid topology: " + message, throwable);
    }

    /** With why. */
    public TopologyException(Throwable throwable) {
        super(throwable);
    }
}
