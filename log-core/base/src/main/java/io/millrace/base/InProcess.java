package io.millrace.base;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where logs of this JVM are found by their bootstrap address {@code inprocess:<id>}. The node registers its transport,
 * clients look it up; neither needs the other on its class path. <i>Any thread.</i>
 */
public final class InProcess {
    private static final Map<String, Transport<?, ?>> LOGS = new ConcurrentHashMap<>();

    private InProcess() {}

    /** Makes the log reachable under the host {@code inprocess:<id>}; throws IllegalStateException if it is taken. */
    public static void register(String host, Transport<?, ?> transport) {
        Check.that(host.startsWith(Endpoint.IN_PROCESS), "'%s' does not begin with %s", host, Endpoint.IN_PROCESS);
        if (LOGS.putIfAbsent(host, transport) != null) {
            throw new IllegalStateException("a log is registered as " + host + " already");
        }
    }

    /** Forgets the log. */
    public static void unregister(String host) {
        LOGS.remove(host);
    }

    /** The transport to that log, or null when there is none of that name. */
    public static @Nullable Transport<?, ?> find(String host) {
        return LOGS.get(host);
    }
}
