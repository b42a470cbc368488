package io.millrace.embedded;

/** A log that runs in this JVM. <i>Any thread.</i> */
public interface EmbeddedLog extends AutoCloseable {
    /** {@code host:port} for Kafka clients; throws IllegalStateException when no port was asked for. */
    String bootstrapServers();

    /** {@code inprocess:<id>}: the bootstrap address for Millrace's own clients in this JVM. */
    String inProcessServers();

    /** Stops cleanly; no thread, file handle or port is left. */
    @Override
    void close();
}
