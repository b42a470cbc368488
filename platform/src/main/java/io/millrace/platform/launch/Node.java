package io.millrace.platform.launch;

import io.millrace.platform.pages.Topologies;
import org.jspecify.annotations.Nullable;

/**
 * The parts that run in this process, wired together: log, registry, connect and pages, or some of them. Whoever has one
 * may use it at once: it exists when every part accepts work. <i>Any thread.</i>
 */
public final class Node implements AutoCloseable {
    private final String servers;
    private final Topologies topologies;
    private final Urls urls;
    private final Parts parts;

    Node(String servers, Topologies topologies, Urls urls, Parts parts) {
        this.servers = servers;
        this.topologies = topologies;
        this.urls = urls;
        this.parts = parts;
    }

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
        return urls.kafka;
    }

    /** The registry's URL; null when it is off. */
    public @Nullable String registryUrl() {
        return urls.registry;
    }

    /** The connect worker's URL; null when it is off. */
    public @Nullable String connectUrl() {
        return urls.connect;
    }

    /** The pages' URL; null when they are off. */
    public @Nullable String pagesUrl() {
        return urls.pages;
    }

    /** The jobs that the pages draw. */
    public Topologies topologies() {
        return topologies;
    }

    /** Stops every part: connectors first, the log last. */
    @Override
    public void close() {
        parts.close();
    }

    /**
     * Where the parts answer; null is off.
     *
     * @param kafka {@code host:port}
     * @param registry URL
     * @param connect URL
     * @param pages URL
     */
    record Urls(
            @Nullable String kafka,
            @Nullable String registry,
            @Nullable String connect,
            @Nullable String pages) {}
}
