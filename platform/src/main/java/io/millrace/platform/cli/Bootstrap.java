package io.millrace.platform.cli;

import picocli.CommandLine.Option;

/** The option that names the cluster. */
public final class Bootstrap {
    @Option(
            names = {"-b", "--bootstrap"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:MILLRACE_BOOTSTRAP:-127.0.0.1:9092}",
            description = "The cluster: a Millrace node or Apache Kafka (default: ${DEFAULT-VALUE}).")
    private String servers = "";

    /** A client of it. */
    public ClientSession connect() {
        return ClientSession.to(servers);
    }
}
