package io.millrace.platform.cli;

import io.millrace.base.Endpoint;
import io.millrace.base.Key;
import io.millrace.broker.BrokerKeys;
import io.millrace.platform.launch.ConfigFile;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Listen;
import io.millrace.platform.launch.Node;
import io.millrace.platform.launch.NodeBuilder;
import io.millrace.platform.launch.Prelude;
import io.millrace.platform.launch.Refused;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code start}: the node in the foreground, until Ctrl-C or SIGTERM. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Starts a node and keeps it until Ctrl-C or SIGTERM.",
            "When everything accepts work, one line beginning with 'ready' stands on standard output."
        })
final class StartCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file of all parts, with the names that Kafka, Connect and the registry have.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (default: ${DEFAULT-VALUE}).")
    private Path data = DataDirectory.ofUser();

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Where Kafka clients connect (default: 127.0.0.1:9092); port 0 takes a free one.")
    private @Nullable String kafka;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "Under which address Kafka clients reach the log, where that is not the one it listens on"
                    + " (default: advertised.listeners of --config, or where the client connected to).")
    private @Nullable String advertise;

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT|off",
            defaultValue = "127.0.0.1:8081",
            description = "Where the schema registry answers (default: ${DEFAULT-VALUE}).")
    private String registry = "";

    @Option(
            names = "--connect",
            paramLabel = "HOST:PORT|off",
            defaultValue = "127.0.0.1:8083",
            description = "Where the connect worker answers (default: ${DEFAULT-VALUE}).")
    private String connect = "";

    @Option(
            names = "--pages",
            paramLabel = "HOST:PORT|off",
            defaultValue = "127.0.0.1:8080",
            description = "Where the pages are (default: ${DEFAULT-VALUE}).")
    private String pages = "";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "A directory of connectors, besides those that come along; may be given several times.")
    private List<Path> plugins = List.of();

    @Option(
            names = "--files-root",
            paramLabel = "DIR",
            description = "File connectors read and write below this directory only; may be given several times"
                    + " (default: the working directory and the data directory).")
    private List<Path> filesRoots = List.of();

    @Option(
            names = "--bootstrap",
            paramLabel = "SERVERS",
            description = "Run no log: registry and connect work on this cluster.")
    private @Nullable String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file of a client's keys for that cluster, such as those of TLS and SASL.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--allow-unauthenticated",
            description = "Allow an address that is not loopback, although nobody has to log in.")
    private boolean allowUnauthenticated;

    /** With what to do instead of waiting for the end, in a rehearsal. */
    private final @Nullable Consumer<Node> rehearsal;

    /** What was begun while the command line was read. */
    private final @Nullable Prelude prelude;

    StartCommand() {
        this(null, null);
    }

    StartCommand(Prelude prelude) {
        this(null, prelude);
    }

    StartCommand(Consumer<Node> rehearsal) {
        this(rehearsal, null);
    }

    private StartCommand(@Nullable Consumer<Node> rehearsal, @Nullable Prelude prelude) {
        this.rehearsal = rehearsal;
        this.prelude = prelude;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (prelude != null) {
            prelude.await();
        }
        NodeBuilder builder = Node.builder();
        if (bootstrap == null) {
            builder.kafka(Listen.at("--kafka", kafka == null ? "127.0.0.1:9092" : kafka, allowUnauthenticated))
                    .dataDirectory(data);
        } else if (kafka != null) {
            throw new Refused(
                    Main.USAGE, "--kafka: there is no log to connect to with --bootstrap; leave one of them out");
        } else {
            builder.bootstrap(bootstrap);
        }
        if (commandConfig != null) {
            if (bootstrap == null) {
                throw new Refused(
                        Main.USAGE, "--command-config: there is no cluster to connect to without --bootstrap");
            }
            builder.client(ConfigFile.ofClient(commandConfig));
        }
        unlessOff("--registry", registry, builder::registry);
        unlessOff("--connect", connect, builder::connect);
        unlessOff("--pages", pages, builder::pages);
        if (config != null) {
            builder.set(config.toString(), ConfigFile.read(config));
        }
        advertise(builder);
        plugins.forEach(each -> builder.plugins(directory("--plugins", each)));
        filesRoots();
        return keep(builder);
    }

    /** After the file, which it overrules. */
    private void advertise(NodeBuilder builder) {
        Key<?> key = BrokerKeys.ADVERTISED_LISTENERS;
        if (advertise == null) {
            return;
        }
        if (bootstrap != null) {
            throw new Refused(
                    Main.USAGE, "--advertise: there is no log to connect to with --bootstrap; leave one of them out");
        }
        try {
            key.read(advertise);
            // The key takes blanks for not set.
            if (advertise.isBlank()) {
                throw new IllegalArgumentException("no address");
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Main.USAGE, "--advertise: '" + advertise + "' is no address to connect to: expected HOST:PORT");
        }
        builder.set(key.name(), advertise);
    }

    private Integer keep(NodeBuilder builder) throws InterruptedException {
        Node node = builder.start();
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stop = new Thread(
                () -> {
                    node.close();
                    stopped.countDown();
                },
                "millrace-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        ready(node);
        if (rehearsal != null) {
            Runtime.getRuntime().removeShutdownHook(stop);
            rehearse(rehearsal, node);
            return Main.OK;
        }
        stopped.await();
        return Main.OK;
    }

    private static void rehearse(Consumer<Node> play, Node node) {
        try (node) {
            play.accept(node);
        }
    }

    private void unlessOff(String flag, String value, Consumer<Endpoint> part) {
        if (!value.equals("off")) {
            part.accept(Listen.at(flag, value, allowUnauthenticated));
        }
    }

    /** Connectors are plug-ins that know nothing of us: they read it from the system's properties. */
    private void filesRoots() {
        List<Path> roots = new ArrayList<>();
        filesRoots.forEach(each -> roots.add(directory("--files-root", each)));
        if (roots.isEmpty()) {
            roots.add(Path.of(""));
            roots.add(data);
        }
        System.setProperty(
                "millrace.files.root",
                roots.stream()
                        .map(root -> root.toAbsolutePath().normalize().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
    }

    private static Path directory(String flag, Path path) {
        if (!Files.isDirectory(path)) {
            throw new Refused(Main.USAGE, flag + ": " + path + " is no directory");
        }
        return path;
    }

    private void ready(Node node) {
        long inMs = StartClock.elapsedMs();
        if (Terminal.err()) {
            banner(node, inMs);
        }
        StringBuilder line = new StringBuilder("ready");
        part(line, "kafka", node.kafka());
        part(line, "registry", node.registryUrl());
        part(line, "connect", node.connectUrl());
        part(line, "pages", node.pagesUrl());
        System.out.println(line.append(" pid=")
                .append(ProcessHandle.current().pid())
                .append(" in=")
                .append(inMs)
                .append("ms"));
        System.out.flush();
    }

    private static void part(StringBuilder line, String name, @Nullable String at) {
        if (at != null) {
            line.append(' ').append(name).append('=').append(at);
        }
    }

    private void banner(Node node, long inMs) {
        List<String> lines = new ArrayList<>();
        lines.add("@|bold Millrace|@ is ready after " + inMs + " ms; "
                + (bootstrap == null ? "data in " + data.toAbsolutePath() : "on the cluster " + bootstrap));
        lines.add("");
        line(lines, "Kafka clients  ", node.kafka());
        line(lines, "schema registry", node.registryUrl());
        line(lines, "connect        ", node.connectUrl());
        line(lines, "pages          ", node.pagesUrl());
        String at = node.kafka() == null ? bootstrap : node.kafka();
        lines.addAll(List.of(
                "",
                "  try             echo hello | ./millrace produce greetings --bootstrap " + at,
                "                  ./millrace consume greetings --bootstrap " + at));
        if (node.connectUrl() != null) {
            lines.add("                  ./millrace connector plugins --connect " + node.connectUrl());
        }
        lines.add("");
        lines.add("  @|yellow one node, no log-in" + (allowUnauthenticated ? "" : ", reachable from this machine only")
                + "; Ctrl-C stops it|@");
        lines.add("");
        lines.forEach(
                line -> spec.commandLine().getErr().println(Terminal.errAnsi().string(line)));
    }

    private static void line(List<String> lines, String name, @Nullable String at) {
        if (at != null) {
            lines.add("  " + name + " @|cyan " + at + "|@");
        }
    }
}
