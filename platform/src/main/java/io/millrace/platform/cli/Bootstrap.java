package io.millrace.platform.cli;

import io.millrace.platform.launch.ConfigFile;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the cluster. */
public final class Bootstrap {
    @Option(
            names = {"-b", "--bootstrap"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:MILLRACE_BOOTSTRAP:-127.0.0.1:9092}",
            description = "The cluster: a Millrace node or Apache Kafka (default: ${DEFAULT-VALUE};"
                    + " the environment's MILLRACE_BOOTSTRAP sets another).")
    private String servers = "";

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file of a client's keys, such as those of TLS and SASL.")
    private @Nullable Path config;

    /** As it was named. */
    String servers() {
        return servers;
    }

    /** A client of it. */
    public ClientSession connect() {
        return ClientSession.to(servers, config == null ? Map.of() : ConfigFile.ofClient(config));
    }
}
