package io.millrace.benchmarks.log.node;

import io.millrace.benchmarks.Distribution;
import io.millrace.peers.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our node, as {@code ./millrace start} runs it. */
public final class MillraceServer implements Server {
    private final Path directory;
    private final Distribution distribution;
    private final String bootstrap;
    private final Map<String, String> environment;
    private @Nullable Child process;

    /** With nothing stored yet in that directory. */
    public MillraceServer(Path directory, Distribution distribution, String durability) {
        this(directory, distribution, durability, Map.of());
    }

    /** As above, run with these variables besides this process's own. */
    public MillraceServer(
            Path directory, Distribution distribution, String durability, Map<String, String> environment) {
        this.directory = directory;
        this.distribution = distribution;
        this.environment = environment;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.bootstrap = "127.0.0.1:" + free.getLocalPort();
            Files.createDirectories(directory);
            Files.writeString(config(), "durability=" + durability + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a node in " + directory, e);
        }
    }

    @Override
    public void start() {
        List<String> arguments = List.of(
                "start",
                "--kafka",
                bootstrap,
                "--data",
                data().toString(),
                "--config",
                config().toString(),
                "--registry",
                "off",
                "--connect",
                "off",
                "--pages",
                "off");
        process = Child.java(
                distribution.classPath(),
                distribution.jvmOptions(),
                "io.millrace.platform.cli.Main",
                arguments,
                directory.resolve("millrace.out"),
                environment);
    }

    @Override
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public Child process() {
        Child started = process;
        if (started == null) {
            throw new IllegalStateException("not started yet");
        }
        return started;
    }

    @Override
    public Path data() {
        return directory.resolve("data");
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private Path config() {
        return directory.resolve("node.properties");
    }
}
