package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Node} shall be, before it starts: a log in memory that opens no port, and nothing else, unless told
 * otherwise. Owned by one thread.
 */
public final class NodeBuilder {
    private @Nullable Path data;
    private @Nullable Endpoint kafka;
    private @Nullable String bootstrap;
    private @Nullable Endpoint registry;
    private @Nullable Endpoint connect;
    private @Nullable Endpoint pages;
    private final List<Path> plugins = new ArrayList<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    NodeBuilder() {}

    /** Keeps the log in this directory; in memory unless given. */
    public NodeBuilder dataDirectory(Path directory) {
        data = directory;
        return this;
    }

    /** The log listens for Kafka clients here; port 0 takes a free one. */
    public NodeBuilder kafka(Endpoint at) {
        kafka = at;
        return this;
    }

    /** Runs no log: registry, connect and pages work on that cluster. */
    public NodeBuilder bootstrap(String servers) {
        bootstrap = servers;
        return this;
    }

    /** Runs the schema registry there. */
    public NodeBuilder registry(Endpoint at) {
        registry = at;
        return this;
    }

    /** Runs the connect worker there. */
    public NodeBuilder connect(Endpoint at) {
        connect = at;
        return this;
    }

    /** Serves the pages there. */
    public NodeBuilder pages(Endpoint at) {
        pages = at;
        return this;
    }

    /** Looks for connectors in this directory too, besides those of the distribution. */
    public NodeBuilder plugins(Path directory) {
        plugins.add(directory);
        return this;
    }

    /** Sets a setting of whichever part declares it. */
    public NodeBuilder set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /**
     * Starts the parts, side by side where they do not need each other, and returns when all accept work.
     *
     * @throws Refused naming in one line what stands in the way; nothing is left running
     */
    public Node start() {
        throw new UnsupportedOperationException(data + " " + kafka + bootstrap + registry + connect + pages);
    }
}
