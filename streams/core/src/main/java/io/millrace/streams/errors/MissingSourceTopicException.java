package io.millrace.streams.errors;

/** A topic that the job reads does not exist. */
public class MissingSourceTopicException extends StreamsException {
    /** With the topics. */
    public MissingSourceTopicException(String message) {
        super(message);
    }
}
