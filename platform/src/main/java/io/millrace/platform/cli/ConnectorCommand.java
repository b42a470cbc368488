package io.millrace.platform.cli;

import picocli.CommandLine.Command;

/** {@code connector}: connectors of a connect worker. */
@Command(
        name = "connector",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Creates, lists, watches, pauses, restarts and deletes connectors.",
        subcommands = {
            ConnectorQueries.Listing.class,
            ConnectorWrites.Create.class,
            ConnectorQueries.Status.class,
            ConnectorWrites.Pause.class,
            ConnectorWrites.Resume.class,
            ConnectorWrites.Restart.class,
            ConnectorWrites.Delete.class,
            ConnectorQueries.Plugins.class,
            ConnectorWrites.Validate.class
        })
final class ConnectorCommand {
    private ConnectorCommand() {}

    static String path(String connector) {
        return "/connectors/" + Rest.segment(connector);
    }
}
