package io.millrace.platform.cli;

import io.millrace.platform.launch.Node;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rehearse}: what a start, a client and a job need, once, so that the packaging can archive its classes. */
@Command(name = "rehearse", hidden = true, description = "Runs every part once, for the archive of classes.")
final class RehearseCommand implements Callable<Integer> {
    private static final String SCHEMA = """
            {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "long"}]}
            """;

    @Option(names = "--data", required = true, description = "A directory to throw away.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(data);
        String free = "127.0.0.1:0";
        ok(
                "start",
                new CommandLine(new StartCommand(this::requests))
                        .execute(
                                "--data",
                                data.resolve("log").toString(),
                                "--kafka",
                                free,
                                "--registry",
                                free,
                                "--connect",
                                free,
                                "--pages",
                                free));
        if (Main.commandLine().getSubcommands().containsKey("demo")) {
            run("demo", "--times", "1", "--data", data.resolve("demo").toString());
        }
        return Main.OK;
    }

    private void requests(Node node) {
        try {
            clients(Objects.requireNonNull(node.kafka()));
            schemas(Objects.requireNonNull(node.registryUrl()));
            connectors(Objects.requireNonNull(node.connectUrl()));
            fetch(node.pagesUrl() + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clients(String bootstrap) {
        InputStream input = System.in;
        try {
            run("topic", "create", "rehearsal", "--bootstrap", bootstrap);
            System.setIn(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));
            run("produce", "rehearsal", "--bootstrap", bootstrap);
            run("consume", "rehearsal", "-n", "2", "--bootstrap", bootstrap);
            run("topic", "list", "--bootstrap", bootstrap);
            run("topic", "list", "--bootstrap", bootstrap, "-o", "json");
            run("group", "list", "--bootstrap", bootstrap);
        } finally {
            System.setIn(input);
        }
    }

    private void schemas(String registry) throws IOException {
        String file = Files.writeString(data.resolve("order.avsc"), SCHEMA).toString();
        run("schema", "register", file, "--subject", "orders-value", "--registry", registry);
        run("schema", "check", file, "--subject", "orders-value", "--registry", registry);
        run("schema", "get", "orders-value", "--registry", registry);
        run("schema", "list", "--registry", registry);
        fetch(registry + "/schemas/ids/1");
    }

    private static void connectors(String connect) throws IOException {
        run("connector", "plugins", "--connect", connect);
        run("connector", "list", "--connect", connect);
        fetch(connect + "/");
    }

    private static void fetch(String url) throws IOException {
        try (InputStream from = new URL(url).openStream()) {
            from.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void run(String... arguments) {
        ok(String.join(" ", arguments), Main.run(arguments));
    }

    private static void ok(String command, int code) {
        if (code != Main.OK) {
            throw new IllegalStateException(command + " ended with " + code);
        }
    }
}
