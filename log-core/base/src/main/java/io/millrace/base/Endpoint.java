package io.millrace.base;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a node listens. The host {@code inprocess:<id>} with port 0 names a log in this JVM. <i>Immutable.</i>
 *
 * @param host name, address, or {@code inprocess:<id>}
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
    /** The prefix of the host of a log in this JVM. */
    public static final String IN_PROCESS = "inprocess:";

    /** Whether this names a log in this JVM. */
    public boolean inProcess() {
        return host.startsWith(IN_PROCESS);
    }

    /** Reads {@code host:port}, {@code [v6]:port} or {@code inprocess:<id>}; throws IllegalArgumentException naming it. */
    public static Endpoint parse(String text) {
        String trimmed = text.trim();
        if (trimmed.startsWith(IN_PROCESS)) {
            if (trimmed.length() == IN_PROCESS.length()) {
                throw new IllegalArgumentException("'" + text + "' names no log: expected inprocess:<id>");
            }
            return new Endpoint(trimmed, 0);
        }
        int colon = trimmed.lastIndexOf(':');
        if (colon <= 0 || colon == trimmed.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is no address: expected HOST:PORT");
        }
        String host = trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port;
        try {
            port = Integer.parseInt(trimmed.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no address: the port is no number", e);
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("'" + text + "' is no address: a port is 0 to 65535");
        }
        return new Endpoint(host, port);
    }

    /** Reads a comma-separated list, as in {@code bootstrap.servers}; at least one. */
    public static List<Endpoint> parseList(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                endpoints.add(parse(part));
            }
        }
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' names no server: expected HOST:PORT[,HOST:PORT...]");
        }
        return List.copyOf(endpoints);
    }

    @Override
    public String toString() {
        if (inProcess()) {
            return host;
        }
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
