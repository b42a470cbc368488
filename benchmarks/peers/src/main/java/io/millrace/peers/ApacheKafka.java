package io.millrace.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A cluster of Apache Kafka brokers as child processes: combined controllers and brokers on loopback, in a directory of
 * the caller's. <i>Any thread</i>, one at a time.
 */
public final class ApacheKafka implements AutoCloseable {
    /** The heap and the collector that its own script gives it. */
    public static final List<String> JVM = List.of(
            "-server",
            "-Xmx1g",
            "-Xms1g",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent");

    private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";
    private static final long READY_MS = 120_000;

    private final Path directory;
    private final List<String> jvmOptions;
    private final Map<Integer, Integer> ports = new TreeMap<>();
    private final Map<Integer, Child> brokers = new TreeMap<>();
    private Map<String, String> environment = Map.of();

    private ApacheKafka(Path directory, List<String> jvmOptions) {
        this.directory = directory;
        this.jvmOptions = jvmOptions;
    }

    /** Whether the broker's jars were resolved: {@code mvn -pl benchmarks/peers/kafka generate-resources}. */
    public static boolean isResolved() {
        return Peers.find("kafka").isPresent();
    }

    /** Formats and starts one broker with a heap of 1 GiB; returns when it takes connections. */
    public static ApacheKafka single(Path directory, Map<String, String> settings) {
        return start(directory, 1, List.of("-Xmx1g", "-Xms1g", "-XX:+UseG1GC"), settings);
    }

    /** Formats and starts so many brokers; returns when all take connections. */
    public static ApacheKafka start(Path directory, int nodes, List<String> jvmOptions, Map<String, String> settings) {
        ApacheKafka cluster = formatted(directory, nodes, jvmOptions, settings);
        try {
            for (int node = 1; node <= nodes; node++) {
                cluster.startNode(node);
            }
            for (int node = 1; node <= nodes; node++) {
                cluster.awaitReady(node);
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Formats the storage of so many brokers and starts none. */
    public static ApacheKafka formatted(
            Path directory, int nodes, List<String> jvmOptions, Map<String, String> settings) {
        ApacheKafka cluster = new ApacheKafka(directory, jvmOptions);
        cluster.format(nodes, settings);
        return cluster;
    }

    /** Has brokers that start from now on run with these variables besides those of this process. */
    public ApacheKafka withEnvironment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** {@code host:port} of every broker. */
    public String bootstrapServers() {
        return ports.values().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** The process of a broker; ids begin at 1. */
    public Child broker(int node) {
        Child broker = brokers.get(node);
        if (broker == null) {
            throw new IllegalArgumentException("there is no broker " + node);
        }
        return broker;
    }

    /** Ends a broker with SIGKILL. */
    public void kill(int node) {
        broker(node).kill();
    }

    /** Starts a broker that was ended, on its old port and data; returns at once. */
    public void startNode(int node) {
        brokers.put(
                node,
                Child.java(
                        Peers.lib("kafka") + "/*",
                        jvmOptions,
                        "kafka.Kafka",
                        List.of(properties(node).toString()),
                        directory.resolve("broker-" + node + ".out"),
                        environment));
    }

    /** Waits until the broker takes connections. */
    public void awaitReady(int node) {
        long deadline = System.nanoTime() + READY_MS * 1_000_000;
        while (System.nanoTime() < deadline) {
            Child broker = broker(node);
            if (!broker.alive()) {
                throw new IllegalStateException("Apache Kafka's broker " + node + " ended:\n" + broker.tail());
            }
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.getOrDefault(node, 0)), 200);
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
            pause();
        }
        throw new IllegalStateException("Apache Kafka's broker " + node + " is not ready:\n"
                + broker(node).tail());
    }

    @Override
    public void close() {
        brokers.values().forEach(Child::close);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Path properties(int node) {
        return directory.resolve("broker-" + node + ".properties");
    }

    private void format(int nodes, Map<String, String> settings) {
        List<Integer> free = freePorts(2 * nodes);
        String voters = IntStream.rangeClosed(1, nodes)
                .mapToObj(node -> node + "@127.0.0.1:" + free.get(nodes + node - 1))
                .collect(Collectors.joining(","));
        List<Child> formats = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            ports.put(node, free.get(node - 1));
            writeProperties(node, nodes, free.get(nodes + node - 1), voters, settings);
            formats.add(Child.java(
                    Peers.lib("kafka"),
                    List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                    "kafka.tools.StorageTool",
                    List.of("format", "-t", CLUSTER_ID, "-c", properties(node).toString()),
                    directory.resolve("format-" + node + ".out")));
        }
        for (Child format : formats) {
            if (format.await(60_000) != 0) {
                throw new IllegalStateException("Apache Kafka's storage could not be formatted:\n" + format.tail());
            }
        }
    }

    private void writeProperties(int node, int nodes, int controllerPort, String voters, Map<String, String> settings) {
        int copies = Math.min(3, nodes);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("process.roles", "broker,controller");
        values.put("node.id", Integer.toString(node));
        values.put("controller.quorum.voters", voters);
        values.put(
                "listeners", "PLAINTEXT://127.0.0.1:" + ports.get(node) + ",CONTROLLER://127.0.0.1:" + controllerPort);
        values.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.get(node));
        values.put("controller.listener.names", "CONTROLLER");
        values.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        values.put("log.dirs", directory.resolve("data-" + node).toString());
        values.put("offsets.topic.replication.factor", Integer.toString(copies));
        values.put("offsets.topic.num.partitions", "4");
        values.put("transaction.state.log.replication.factor", Integer.toString(copies));
        values.put("transaction.state.log.min.isr", Integer.toString(Math.min(2, copies)));
        values.put("default.replication.factor", Integer.toString(copies));
        values.put("min.insync.replicas", Integer.toString(Math.min(2, copies)));
        values.put("group.initial.rebalance.delay.ms", "0");
        values.putAll(settings);
        String text = values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.createDirectories(directory);
            Files.writeString(properties(node), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + properties(node), e);
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> free = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return free;
        } catch (IOException e) {
            throw new UncheckedIOException("no free ports", e);
        }
    }
}
