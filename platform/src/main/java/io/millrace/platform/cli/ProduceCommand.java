package io.millrace.platform.cli;

import io.millrace.base.PumpedLoop;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import io.millrace.platform.launch.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
    private static final int ANY_PARTITION = -1;
    private static final String ANY = "" + ANY_PARTITION;

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
            defaultValue = ANY,
            description = "The partition; chosen by the key's hash when not given.")
    private int partition;

    private long taken;

    @Override
    public Integer call() throws IOException {
        if (partition < ANY_PARTITION) {
            throw new Refused(Main.USAGE, "--partition " + partition + ": expected 0 or more");
        }
        if (separator != null && separator.isEmpty()) {
            throw new Refused(Main.USAGE, "--key-separator: expected at least one character");
        }
        try (ClientSession session = bootstrap.connect();
                Appender appender = session.client().appender(AppendConfig.defaults())) {
            askAhead(session);
            TopicAppender to = appender.topic(topic);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                append(session, appender, to, line);
                if (!lines.ready()) {
                    // Who writes slowly, at a terminal or behind tail -f, is not kept waiting for more.
                    session.done(appender::flush);
                }
            }
            session.done(appender::flush);
        } catch (ApiException e) {
            throw new Refused(
                    Main.FAILED, "topic " + topic + ", line " + Math.max(taken, 1) + " or before: " + Why.of(topic, e));
        }
        return Main.OK;
    }

    /** Asks before the first line is read: is a node there, and has the topic, if it exists already, that partition? */
    private void askAhead(ClientSession session) {
        TopicInfo found = session.<Map<String, TopicInfo>>value(
                        answer -> session.client().admin().describeTopics(List.of(topic), answer))
                .get(topic);
        if (found != null && partition >= found.partitionCount()) {
            throw new Refused(
                    Main.NOT_FOUND,
                    "topic " + topic + ": has no partition " + partition + ", only 0 to "
                            + (found.partitionCount() - 1));
        }
    }

    private void append(ClientSession session, Appender appender, TopicAppender to, String line) {
        PumpedLoop loop = session.loop();
        byte[] key = null;
        byte[] value = line.getBytes(StandardCharsets.UTF_8);
        if (separator != null) {
            int at = line.indexOf(separator);
            if (at < 0) {
                session.done(appender::flush);
                throw new Refused(
                        Main.FAILED,
                        "line " + (taken + 1) + " has no '" + separator
                                + "' to split key from value; lines written before it: " + taken);
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
