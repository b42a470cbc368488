package io.millrace.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One distributed worker of Kafka Connect 4.3.1 as a child process. <i>Any thread</i>, one at a time. */
public final class KafkaConnect implements AutoCloseable {
    /** The heap and the collector that its own script gives it. */
    public static final List<String> JVM = List.of(
            "-server",
            "-Xms256m",
            "-Xmx2g",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent");

    private static final long READY_MS = 120_000;

    private final Path directory;
    private final int port;
    private final List<String> moreOptions;
    private @Nullable Child process;

    private KafkaConnect(Path directory, int port, List<String> moreOptions) {
        this.directory = directory;
        this.port = port;
        this.moreOptions = List.copyOf(moreOptions);
    }

    /** Whether the worker's jars were resolved. */
    public static boolean isResolved() {
        return Peers.find("kafka-connect").isPresent();
    }

    /**
     * A worker that is ready to start, on a port of its own: JSON converters, its plug-ins found by their service files
     * alone, every other setting its default; its JVM may get more options.
     */
    public static KafkaConnect prepared(
            Path directory, String bootstrap, List<Path> plugins, List<String> moreOptions) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaConnect worker = new KafkaConnect(directory, free.getLocalPort(), moreOptions);
            worker.writeProperties(bootstrap, plugins);
            return worker;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare a worker in " + directory, e);
        }
    }

    /** Starts the process and returns at once. */
    public void start() {
        process = Child.java(
                Peers.lib("kafka-connect"),
                options(),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                List.of(properties().toString()),
                directory.resolve("connect.out"));
    }

    /** Where its REST API answers. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The process, once started. */
    public Child process() {
        Child started = process;
        if (started == null) {
            throw new IllegalStateException("not started yet");
        }
        return started;
    }

    /** Waits until it lists its connectors. */
    public void awaitReady() {
        long deadline = System.nanoTime() + READY_MS * 1_000_000;
        while (System.nanoTime() < deadline) {
            if (!process().alive()) {
                throw new IllegalStateException(
                        "Kafka Connect ended:\n" + process().tail());
            }
            if (answers()) {
                return;
            }
            pause();
        }
        throw new IllegalStateException(
                "Kafka Connect is not ready:\n" + process().tail());
    }

    @Override
    public void close() {
        Child started = process;
        if (started != null) {
            started.close();
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection ask = (HttpURLConnection)
                    URI.create(url() + "/connectors").toURL().openConnection();
            ask.setConnectTimeout(500);
            ask.setReadTimeout(30_000);
            int status = ask.getResponseCode();
            ask.disconnect();
            return status == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<String> options() {
        List<String> all = new ArrayList<>(JVM);
        all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        all.addAll(moreOptions);
        return all;
    }

    private Path properties() {
        return directory.resolve("connect.properties");
    }

    private void writeProperties(String bootstrap, List<Path> plugins) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("bootstrap.servers", bootstrap);
        values.put("group.id", "connect-cluster");
        for (String store : List.of("config", "offset", "status")) {
            values.put(store + ".storage.topic", "connect-" + store + "s");
            values.put(store + ".storage.replication.factor", "1");
        }
        values.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        values.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        values.put("listeners", url());
        values.put("plugin.discovery", "service_load");
        if (!plugins.isEmpty()) {
            values.put("plugin.path", plugins.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        Files.createDirectories(directory);
        Files.writeString(
                properties(),
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }
}
