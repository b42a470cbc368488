package io.millrace.platform.cli;

import io.millrace.base.Endpoint;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.LogBuilder;
import io.millrace.embedded.Millrace;
import io.millrace.platform.launch.ConfigFile;
import io.millrace.platform.launch.DataDirectory;
import io.millrace.platform.launch.Launch;
import io.millrace.platform.launch.Listen;
import io.millrace.platform.launch.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

    @Option(names = "--config", paramLabel = "FILE", description = "Properties file with Kafka's broker keys.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory (default: ${DEFAULT-VALUE}).")
    private Path data = DataDirectory.ofUser();

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "Where Kafka clients connect (default: ${DEFAULT-VALUE}); port 0 takes a free one.")
    private String kafka = "";

    @Option(names = "--registry", paramLabel = "off", description = "The schema registry: off.")
    private String registry = "off";

    @Option(names = "--connect", paramLabel = "off", description = "The connect worker: off.")
    private String connect = "off";

    @Option(names = "--plugins", paramLabel = "DIR", hidden = true)
    private List<Path> plugins = List.of();

    @Option(names = "--bootstrap", paramLabel = "SERVERS", hidden = true)
    private @Nullable String bootstrap;

    @Option(
            names = "--allow-unauthenticated",
            description = "Allow an address that is not loopback, although nobody has to log in.")
    private boolean allowUnauthenticated;

    @Override
    public Integer call() throws InterruptedException {
        onlyOff("--registry", registry);
        onlyOff("--connect", connect);
        if (!plugins.isEmpty() || bootstrap != null) {
            throw new Refused(
                    Main.USAGE,
                    (bootstrap != null ? "--bootstrap" : "--plugins")
                            + ": serves the connect worker and the registry, which this version has not; leave it out");
        }
        Endpoint endpoint = Listen.at("--kafka", kafka, allowUnauthenticated);
        Map<String, String> settings = config == null ? Map.of() : ConfigFile.read(config);
        DataDirectory.prepare(data);
        LogBuilder builder = Millrace.log().dataDirectory(data).kafka(endpoint);
        settings.forEach(builder::set);
        EmbeddedLog log = Launch.log(builder);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            log.close();
                            stopped.countDown();
                        },
                        "millrace-stop"));
        ready(log);
        stopped.await();
        return Main.OK;
    }

    private void ready(EmbeddedLog log) {
        long inMs = ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()).toMillis())
                .orElse(0L);
        if (Terminal.err()) {
            banner(log, inMs);
        }
        System.out.println("ready kafka=" + log.bootstrapServers() + " pid="
                + ProcessHandle.current().pid() + " in=" + inMs + "ms");
        System.out.flush();
    }

    private void banner(EmbeddedLog log, long inMs) {
        String bootstrap = log.bootstrapServers();
        List<String> lines = List.of(
                "@|bold Millrace|@ is ready after " + inMs + " ms; data in " + data.toAbsolutePath(),
                "",
                "  Kafka clients   @|cyan " + bootstrap + "|@",
                "",
                "  try             echo hello | ./millrace produce greetings --bootstrap " + bootstrap,
                "                  ./millrace consume greetings --bootstrap " + bootstrap,
                "",
                "  @|yellow one node, no log-in, reachable from this machine only; Ctrl-C stops it|@",
                "");
        lines.forEach(
                line -> spec.commandLine().getErr().println(Terminal.errAnsi().string(line)));
    }

    private static void onlyOff(String flag, String value) {
        if (!value.equals("off")) {
            throw new Refused(Main.USAGE, flag + ": this version has no such part; leave it out, or give 'off'");
        }
    }
}
