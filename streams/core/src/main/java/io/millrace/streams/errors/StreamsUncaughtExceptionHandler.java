package io.millrace.streams.errors;

/** Decides what follows when a stream thread dies of an exception. */
@FunctionalInterface
public interface StreamsUncaughtExceptionHandler {
    /** The decision for this exception. */
    StreamThreadExceptionResponse handle(Throwable exception);

    /** What may follow. */
    enum StreamThreadExceptionResponse {
        /** Another thread takes over. */
        REPLACE_THREAD(0, "REPLACE_THREAD"),
        /** This instance stops. */
        SHUTDOWN_CLIENT(1, "SHUTDOWN_KAFKA_STREAMS_CLIENT"),
        /** All instances of the application stop. */
        SHUTDOWN_APPLICATION(2, "SHUTDOWN_KAFKA_STREAMS_APPLICATION");

        /** A name that stays. */
        public final String name;
        /** A number that stays. */
        public final int id;

        StreamThreadExceptionResponse(int id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
