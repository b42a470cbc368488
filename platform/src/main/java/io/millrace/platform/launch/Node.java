package io.millrace.platform.launch;

import io.millrace.embedded.EmbeddedLog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The parts that run in this process, wired together: log, registry, connect and pages, or some of them. Whoever has one
 * may use it at once: it exists when every part accepts work. <i>Any thread.</i>
 */
public final class Node implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable EmbeddedLog log;
    private String servers = "";
    private @Nullable String registryUrl;
    private @Nullable String connectUrl;
    private @Nullable String pagesUrl;

    Node() {}

    /** What it shall be. */
    public static NodeBuilder builder() {
        return new NodeBuilder();
    }

    /** Where Millrace's own clients in this JVM reach the log: in-process, or the cluster that stands in for it. */
    public String servers() {
        return servers;
    }

    /** {@code host:port} for Kafka clients; null when this node has no log, or it opened no port. */
    public @Nullable String kafka() {
        return log == null ? null : log.bootstrapServers();
    }

    /** The registry's URL; null when it is off. */
    public @Nullable String registryUrl() {
        return registryUrl;
    }

    /** The connect worker's URL; null when it is off. */
    public @Nullable String connectUrl() {
        return connectUrl;
    }

    /** The pages' URL; null when they are off. */
    public @Nullable String pagesUrl() {
        return pagesUrl;
    }

    /** Stops every part, the one started last first. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
