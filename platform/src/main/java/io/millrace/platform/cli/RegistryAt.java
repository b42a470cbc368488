package io.millrace.platform.cli;

import picocli.CommandLine.Option;

/** The option that names the schema registry. */
final class RegistryAt {
    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_REGISTRY:-http://127.0.0.1:8081}",
            description = "The schema registry (default: ${DEFAULT-VALUE};"
                    + " the environment's MILLRACE_REGISTRY sets another).")
    private String url = "";

    Rest rest() {
        return Rest.at(url, "--registry", "application/vnd.schemaregistry.v1+json");
    }
}
