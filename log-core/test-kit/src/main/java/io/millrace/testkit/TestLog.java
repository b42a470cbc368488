package io.millrace.testkit;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.config.ClientConfig;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.LogBuilder;
import io.millrace.embedded.Millrace;
import io.millrace.embedded.MovableClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The log of one test class, its clock and who administers it. <i>Any thread.</i> */
final class TestLog implements AutoCloseable {
    private static final int LONGEST_NAME = 200;

    private final EmbeddedLog log;
    private final MovableClock clock;
    private final ClientThread client;
    private final AtomicInteger topics = new AtomicInteger();

    private TestLog(EmbeddedLog log, MovableClock clock) {
        this.log = log;
        this.clock = clock;
        this.client = ClientThread.start("millrace-test", ClientConfig.to(log.inProcessServers()));
    }

    static TestLog start(MillraceTest settings) {
        MovableClock clock = new MovableClock();
        LogBuilder builder = Millrace.log().inMemory().clock(clock).set(pairs(settings.config()));
        return new TestLog((settings.port() ? builder : builder.inProcessOnly()).start(), clock);
    }

    EmbeddedLog log() {
        return log;
    }

    MovableClock clock() {
        return clock;
    }

    /** Tells by its name which test it is of. */
    String freshName(ExtensionContext context) {
        String test = context.getTestMethod()
                .map(method -> method.getName())
                .orElse(context.getRequiredTestClass().getSimpleName());
        String legal = test.replaceAll("[^a-zA-Z0-9._-]", "-");
        return legal.substring(0, Math.min(legal.length(), LONGEST_NAME)) + "-" + topics.incrementAndGet();
    }

    void createTopic(String name, int partitions, String[] config) {
        NewTopic topic = new NewTopic(name, partitions, pairs(config));
        await(client.<Admin.Outcomes>ask((client, answer) -> client.admin().createTopics(List.of(topic), answer)))
                .orThrow();
    }

    /** A test may have deleted it itself. */
    void deleteTopic(String name) {
        await(client.<Admin.Outcomes>ask((client, answer) -> client.admin().deleteTopics(List.of(name), answer)));
    }

    @Override
    public void close() {
        client.close();
        log.close();
    }

    private static <T> T await(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    private static Map<String, String> pairs(String[] settings) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : settings) {
            int equals = each.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + each + "' is not of the form key=value");
            }
            pairs.put(
                    each.substring(0, equals).trim(), each.substring(equals + 1).trim());
        }
        return pairs;
    }
}
