package io.millrace.embedded;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Rng;
import io.millrace.broker.BrokerConfig;
import io.millrace.broker.BrokerKeys;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.disk.FileDisk;
import io.millrace.storage.disk.MemoryDisk;
import io.millrace.storage.log.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a log in this JVM shall be, before it starts. Owned by one thread. */
public final class LogBuilder {
    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private @Nullable Path dataDirectory;
    private @Nullable Disk disk;
    private @Nullable String name;
    private @Nullable Endpoint kafka = new Endpoint("127.0.0.1", 0);
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean poison;
    private Clock clock = Clock.SYSTEM;
    private final Map<String, String> settings = new LinkedHashMap<>();

    LogBuilder() {}

    /** Loads what {@link #start} begins with. */
    static void load() {
        new SecureRandom().nextLong();
        BrokerConfig.of("", Map.of());
    }

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

    /** What stands behind an acknowledgement. */
    public LogBuilder durability(Durability durability) {
        return set(BrokerKeys.DURABILITY.name(), durability.name().toLowerCase(Locale.ROOT));
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

    /** Reached in-process as {@code inprocess:<name>}; unique in this JVM. */
    public LogBuilder named(String unique) {
        name = unique;
        return this;
    }

    /** Runs on that many threads, and one for the disk; as many as there are cores unless told otherwise. */
    public LogBuilder threads(int count) {
        threads = count;
        return this;
    }

    /** Sets a setting by its name, Kafka's where Kafka has it, such as {@code num.partitions}. */
    public LogBuilder set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Several settings at once, as {@link #set}. */
    public LogBuilder set(Map<String, String> values) {
        settings.putAll(values);
        return this;
    }

    /** For tests: lives by that clock, which one log may have to itself. */
    public LogBuilder clock(MovableClock movable) {
        clock = movable;
        return this;
    }

    /** For tests: overwrites memory that was given back, so that who still reads it is found out. */
    public LogBuilder poisoned() {
        poison = true;
        return this;
    }

    /** For tests: keeps the log on that disk. */
    LogBuilder disk(Disk own) {
        disk = own;
        return this;
    }

    /**
     * Starts the log and returns when it accepts work. Throws IllegalArgumentException naming a bad setting, and
     * UncheckedIOException naming the directory or address that cannot be used.
     */
    public EmbeddedLog start() {
        SecureRandom random = new SecureRandom();
        Rng rng = random::nextLong;
        Disk on = disk;
        Path directory = dataDirectory;
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (on == null && directory == null) {
            // What is synced in memory is no safer: spare the journal.
            all.putIfAbsent(BrokerKeys.DURABILITY.name(), "os");
        }
        BrokerConfig config = BrokerConfig.of(nameOrNext(), all);
        try {
            if (on == null) {
                on = directory == null ? new MemoryDisk() : new FileDisk(directory);
            }
            return RunningLog.start(poison ? config.poisoned() : config, on, threads, kafka, rng, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private String nameOrNext() {
        String own = name;
        return own != null ? own : "log-" + UNNAMED.incrementAndGet();
    }
}
