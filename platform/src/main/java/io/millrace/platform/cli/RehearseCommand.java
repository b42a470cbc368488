package io.millrace.platform.cli;

import io.millrace.base.Endpoint;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rehearse}: what a start, a client and a job need, once, so that the packaging can archive its classes. */
@Command(name = "rehearse", hidden = true, description = "Runs every part once, for the archive of classes.")
final class RehearseCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, description = "A directory to throw away.")
    private Path data = Path.of("");

    @Override
    public Integer call() {
        InputStream input = System.in;
        try (EmbeddedLog log = Millrace.log()
                .dataDirectory(data.resolve("log"))
                .kafka(new Endpoint("127.0.0.1", 0))
                .start()) {
            String bootstrap = log.bootstrapServers();
            run("topic", "create", "rehearsal", "--bootstrap", bootstrap);
            System.setIn(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));
            run("produce", "rehearsal", "--bootstrap", bootstrap);
            run("consume", "rehearsal", "-n", "2", "--bootstrap", bootstrap);
            run("topic", "list", "--bootstrap", bootstrap);
        } finally {
            System.setIn(input);
        }
        if (Main.commandLine().getSubcommands().containsKey("demo")) {
            run("demo", "--times", "1", "--data", data.resolve("demo").toString());
        }
        return Main.OK;
    }

    private static void run(String... arguments) {
        int code = Main.run(arguments);
        if (code != Main.OK) {
            throw new IllegalStateException(String.join(" ", arguments) + " ended with " + code);
        }
    }
}
