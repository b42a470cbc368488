package io.millrace.examples.demo;

import io.millrace.base.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Ports on loopback: those of the last run in this directory where they are free, so that what connectors were told stays
 * true; others else. One thread.
 */
final class Ports {
    private final Path file;
    private final Properties last = new Properties();

    private Ports(Path file) {
        this.file = file;
    }

    static Ports of(Path directory) {
        Ports ports = new Ports(directory.resolve("ports.properties"));
        if (Files.exists(ports.file)) {
            try (InputStream from = Files.newInputStream(ports.file)) {
                ports.last.load(from);
            } catch (IOException | IllegalArgumentException e) {
                // Then others are taken, as at the first run.
                ports.last.clear();
            }
        }
        return ports;
    }

    Endpoint endpoint(String name) {
        return new Endpoint("127.0.0.1", free(number(name)));
    }

    /** The port, if nobody listens there; 0 for any. */
    static int free(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return port;
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    private int number(String name) {
        try {
            return Integer.parseInt(last.getProperty(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Remembers what the URLs of this run say. */
    void keep(String registryUrl, String connectUrl) {
        last.setProperty("registry", Integer.toString(URI.create(registryUrl).getPort()));
        last.setProperty("connect", Integer.toString(URI.create(connectUrl).getPort()));
        try (OutputStream to = Files.newOutputStream(file)) {
            last.store(to, null);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
