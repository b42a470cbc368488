package io.millrace.platform.launch;

import io.millrace.base.Endpoint;
import io.millrace.client.config.SecurityKeys;
import io.millrace.platform.pages.Topologies;
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
    private static final String DISTRIBUTION_PLUGINS = "millrace.plugins";

    @Nullable
    Path data;

    @Nullable
    Endpoint kafka;

    @Nullable
    String bootstrap;

    final Map<String, String> security = new LinkedHashMap<>();

    @Nullable
    Endpoint registry;

    @Nullable
    Endpoint connect;

    @Nullable
    Endpoint pages;

    Topologies topologies = new Topologies();
    final List<Path> plugins = new ArrayList<>();
    final Map<String, String> settings = new LinkedHashMap<>();
    String origin = "settings";

    NodeBuilder() {
        String own = System.getProperty(DISTRIBUTION_PLUGINS);
        if (own != null) {
            plugins.add(Path.of(own));
        }
    }

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

    /** Reaches that cluster as these keys of a client say, of which those of TLS and SASL matter here. */
    public NodeBuilder client(Map<String, String> keys) {
        SecurityKeys.ALL.forEach(key -> {
            String value = keys.get(key.name());
            if (value != null) {
                security.put(key.name(), value);
            }
        });
        return this;
    }

    /** Runs the schema registry there; port 0 takes a free one. */
    public NodeBuilder registry(Endpoint at) {
        registry = at;
        return this;
    }

    /** Runs the connect worker there; port 0 takes a free one. */
    public NodeBuilder connect(Endpoint at) {
        connect = at;
        return this;
    }

    /** Serves the pages there; port 0 takes a free one. */
    public NodeBuilder pages(Endpoint at) {
        pages = at;
        return this;
    }

    /** The jobs that the pages draw, of whoever runs some in this process. */
    public NodeBuilder topologies(Topologies jobs) {
        topologies = jobs;
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

    /** Sets all of these, which come from there: what is wrong with one is said with that name. */
    public NodeBuilder set(String from, Map<String, String> values) {
        origin = from;
        settings.putAll(values);
        return this;
    }

    /**
     * Starts the parts, side by side where they do not need each other, and returns when all accept work.
     *
     * @throws Refused naming in one line what stands in the way; nothing is left running
     */
    public Node start() {
        return new NodeStart(this).run();
    }
}
