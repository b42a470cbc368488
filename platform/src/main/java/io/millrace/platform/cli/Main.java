package io.millrace.platform.cli;

import io.millrace.base.Key;
import io.millrace.platform.launch.Prelude;
import io.millrace.platform.launch.Refused;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code ./millrace}. Data goes to standard output, talk to standard error. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "The Kafka ecosystem in one small process.")
public final class Main {
    /** Done. */
    public static final int OK = 0;
    /** It was tried and failed. */
    public static final int FAILED = 1;
    /** The call, the configuration or the environment is wrong; nothing was done. */
    public static final int USAGE = 2;
    /** What was named does not exist. */
    public static final int NOT_FOUND = 3;

    /** A schema is not compatible with its subject. */
    public static final int INCOMPATIBLE = 4;

    private Main() {}

    /** What picocli says of a command that is only the name of others; it has no type of its own for it. */
    private static final String NO_SUBCOMMAND = "Missing required subcommand";

    /** In the order in which help lists them. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("start", StartCommand.class);
        COMMANDS.put("topic", TopicCommand.class);
        COMMANDS.put("node", NodeCommand.class);
        COMMANDS.put("produce", ProduceCommand.class);
        COMMANDS.put("consume", ConsumeCommand.class);
        COMMANDS.put("group", GroupCommand.class);
        COMMANDS.put("schema", SchemaCommand.class);
        COMMANDS.put("connector", ConnectorCommand.class);
        COMMANDS.put("rehearse", RehearseCommand.class);
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command. */
    static int run(String... args) {
        // Reading the annotations of every command takes longer than most commands run: only the one that is called.
        Class<?> called = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (called == null) {
            return commandLine().execute(args);
        }
        // Before picocli's first class: both take a good part of a start.
        Object command = called == StartCommand.class ? new StartCommand(Prelude.begin()) : called;
        return handled(new CommandLine(new Main()).addSubcommand(command)).execute(args);
    }

    /** The whole command line, contributions included. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        for (Class<?> command : COMMANDS.values()) {
            line.addSubcommand(command);
        }
        line.addSubcommand(GenerateCompletion.class);
        for (Contribution contribution : ServiceLoader.load(Contribution.class)) {
            line.addSubcommand(contribution);
        }
        if (!line.getSubcommands().containsKey("bench")) {
            line.addSubcommand(new UnbuiltBench());
            line.addSubcommand(new UnbuiltTorture());
        }
        return handled(line);
    }

    private static CommandLine handled(CommandLine line) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(new WrongArguments());
        return line;
    }

    // Classes and not lambdas, here and above: the archive of classes leaves out those of old formats, as picocli's
    // are, once
    // a lambda has been made of them.
    private static final class Failures implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
            return explain(failure, command);
        }
    }

    private static final class WrongArguments implements IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException wrong, String[] arguments) {
            return explain(wrong);
        }
    }

    private static int explain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (NO_SUBCOMMAND.equals(wrong.getMessage())) {
            // Who types the name alone asks what there is.
            command.usage(command.getErr());
            return USAGE;
        }
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(command.getColorScheme().errorText("millrace: " + wrong.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            command.getErr().println("'" + name + " --help' says what there is");
        }
        return USAGE;
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

    /** Stands for the benchmarks, which the launcher builds, and puts on the class path, when they are asked for. */
    @Command(
            name = "bench",
            description = "Measures side by side with Apache Kafka and Kafka Streams; built at its first call.")
    static final class UnbuiltBench implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new Refused(USAGE, "bench: call it as ./millrace bench, which builds it first");
        }
    }

    /** As above, for the torture. */
    @Command(
            name = "torture",
            description = "Kills a node under load again and again, and checks that it kept every promise;"
                    + " built at its first call.")
    static final class UnbuiltTorture implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new Refused(USAGE, "torture: call it as ./millrace torture, which builds it first");
        }
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
