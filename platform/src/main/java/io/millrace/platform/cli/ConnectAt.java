package io.millrace.platform.cli;

import picocli.CommandLine.Option;

/** The option that names the connect worker. */
final class ConnectAt {
    @Option(
            names = "--connect",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_CONNECT:-http://127.0.0.1:8083}",
            description = "The connect worker (default: ${DEFAULT-VALUE};"
                    + " the environment's MILLRACE_CONNECT sets another).")
    private String url = "";

    Rest rest() {
        return Rest.at(url, "--connect", "application/json");
    }
}
