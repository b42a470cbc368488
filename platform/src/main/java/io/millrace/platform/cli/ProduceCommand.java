package io.millrace.platform.cli;

import io.millrace.base.PumpedLoop;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import io.millrace.platform.launch.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code produce}: one record a line of standard input, acknowledged by all before it ends. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        description = {
            "Writes each line of standard input as a record; ends when all are acknowledged.",
            "A topic that does not exist is created where the cluster allows it."
        })
final class ProduceCommand implements Callable<Integer> {
    private static final long NO_PROGRESS_MS = 120_000;

    @Mixin
    private Bootstrap bootstrap = new Bootstrap();

    @Parameters(paramLabel = "TOPIC", description = "Where to.")
    private String topic = "";

    @Option(
            names = {"-K", "--key-separator"},
            paramLabel = "TEXT",
            description = "Splits a line into key and value at its first occurrence; without it, keys are null.")
    private @Nullable String separator;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "The partition; chosen by the key's hash when not given.")
    private int partition;

    private long taken;

    @Override
    public Integer call() throws IOException {
        try (ClientSession session = bootstrap.connect();
                Appender appender = session.client().appender(AppendConfig.defaults())) {
            TopicAppender to = appender.topic(topic);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                append(session.loop(), appender, to, line);
            }
            session.done(appender::flush);
        } catch (ApiException e) {
            throw new Refused(
                    Main.FAILED, "topic " + topic + ", line " + (taken + 1) + " or before: " + e.getMessage());
        }
        return Main.OK;
    }

    private void append(PumpedLoop loop, Appender appender, TopicAppender to, String line) {
        byte[] key = null;
        byte[] value = line.getBytes(StandardCharsets.UTF_8);
        if (separator != null) {
            int at = line.indexOf(separator);
            if (at < 0) {
                throw new Refused(
                        Main.FAILED,
                        "line " + (taken + 1) + " has no '" + separator + "' to split key from value; " + taken
                                + " lines before it were handed on");
            }
            key = line.substring(0, at).getBytes(StandardCharsets.UTF_8);
            value = line.substring(at + separator.length()).getBytes(StandardCharsets.UTF_8);
        }
        long deadline = loop.clock().nanos() + NO_PROGRESS_MS * 1_000_000;
        while (!to.append(partition, loop.clock().wallMs(), key, value, null)) {
            if (loop.clock().nanos() > deadline) {
                throw new Refused(Main.FAILED, "topic " + topic + ": no room and no answer for 120 s");
            }
            loop.turn(100);
        }
        if ((++taken & 0xff) == 0) {
            loop.turn(0);
        }
        if (appender.failure() instanceof ApiException failure) {
            throw failure;
        }
    }
}
