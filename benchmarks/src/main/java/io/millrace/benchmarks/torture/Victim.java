package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.OurNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The node that is killed and comes back at the same address over the same data. Used by one thread. */
final class Victim implements AutoCloseable {
    private final Distribution distribution;
    private final Path directory;
    private final Ground ground;
    private final String bootstrap;
    private final List<Double> restartMs = new ArrayList<>();
    private OurNode node;
    private int lives;

    /** Starts it, with these settings in its file. */
    Victim(Distribution distribution, Path directory, Ground ground, List<String> settings) {
        this.distribution = distribution;
        this.directory = directory;
        this.ground = ground;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.bootstrap = "127.0.0.1:" + free.getLocalPort();
            Files.createDirectories(directory);
            Files.write(config(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a node in " + directory, e);
        }
        this.node = start();
    }

    String bootstrap() {
        return bootstrap;
    }

    /** SIGKILL, at whatever it is doing. */
    void kill() {
        ground.cut();
        node.process().kill();
        ground.mend();
    }

    /** Over what the kill left; takes its time. */
    void restart() {
        long began = System.nanoTime();
        node = start();
        restartMs.add((System.nanoTime() - began) / 1e6);
    }

    /** From each start after a kill to the line that says it accepts work. */
    List<Double> restartMs() {
        return List.copyOf(restartMs);
    }

    /** SIGTERM. */
    @Override
    public void close() {
        node.close();
    }

    private OurNode start() {
        // A directory for each life's output: what the node said before a kill is evidence.
        return OurNode.start(
                distribution,
                directory.resolve("life-" + lives++),
                List.of("--kafka", bootstrap, "--data", ground.data().toString(), "--config", config().toString()));
    }

    private Path config() {
        return directory.resolve("node.properties");
    }
}
