package io.millrace.embedded;

import org.jspecify.annotations.Nullable;

/** A log that runs in this JVM. <i>Any thread.</i> */
public interface EmbeddedLog extends AutoCloseable {
    /** {@code host:port} for Kafka clients; throws IllegalStateException when no port was asked for. */
    String bootstrapServers();

    /** {@code inprocess:<id>}: the bootstrap address for Millrace's own clients in this JVM. */
    String inProcessServers();

    /** Why it takes nothing any more until it is started again, naming the directory; null while it does. */
    @Nullable
    String failure();

    /** Why it takes no records now, for want of room on the disk; null while it does. */
    @Nullable
    String shortage();

    /** Stops cleanly; no thread, file handle or port is left. */
    @Override
    void close();
}
