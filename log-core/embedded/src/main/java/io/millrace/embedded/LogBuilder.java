package io.millrace.embedded;

import io.millrace.base.Endpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a log in this JVM shall be, before it starts. Owned by one thread. */
public final class LogBuilder {
    private @Nullable Path dataDirectory;
    private @Nullable Endpoint kafka = new Endpoint("127.0.0.1", 0);
    private final Map<String, String> settings = new LinkedHashMap<>();

    LogBuilder() {}

    /** Keeps everything in memory; the log ends with the process. The default. */
    public LogBuilder inMemory() {
        dataDirectory = null;
        return this;
    }

    /** Keeps the log in this directory, made when missing. */
    public LogBuilder dataDirectory(Path directory) {
        dataDirectory = directory;
        return this;
    }

    /** Listens for Kafka clients here; port 0 takes a free one. */
    public LogBuilder kafka(Endpoint endpoint) {
        kafka = endpoint;
        return this;
    }

    /** Opens no port: the log is reached by {@link EmbeddedLog#inProcessServers()} alone. */
    public LogBuilder inProcessOnly() {
        kafka = null;
        return this;
    }

    /** Sets a broker's setting by Kafka's name for it, such as {@code num.partitions}. */
    public LogBuilder set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts the log and returns when it accepts work. */
    public EmbeddedLog start() {
        throw new UnsupportedOperationException("being written");
    }
}
