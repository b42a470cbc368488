package io.millrace.platform.cli;

import io.millrace.base.Key;
import io.millrace.platform.launch.Refused;
import java.util.ServiceLoader;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code ./millrace}. Data goes to standard output, talk to standard error. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "The Kafka ecosystem in one small process.",
        subcommands = {
            StartCommand.class,
            TopicCommand.class,
            ProduceCommand.class,
            ConsumeCommand.class,
            RehearseCommand.class,
            GenerateCompletion.class
        })
public final class Main {
    /** Done. */
    public static final int OK = 0;
    /** It was tried and failed. */
    public static final int FAILED = 1;
    /** The call, the configuration or the environment is wrong; nothing was done. */
    public static final int USAGE = 2;
    /** What was named does not exist. */
    public static final int NOT_FOUND = 3;

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, contributions included. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        for (Contribution contribution : ServiceLoader.load(Contribution.class)) {
            line.addSubcommand(contribution);
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        return line;
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof Refused || failure instanceof Key.BadValue) {
            command.getErr().println(command.getColorScheme().errorText("millrace: " + failure.getMessage()));
            return failure instanceof Refused refused ? refused.exitCode() : USAGE;
        }
        command.getErr().println(command.getColorScheme().errorText("millrace: " + failure));
        if (Boolean.getBoolean("millrace.trace")) {
            failure.printStackTrace(command.getErr());
        }
        return FAILED;
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"millrace " + (version == null ? "(not packaged)" : version)};
        }
    }
}
