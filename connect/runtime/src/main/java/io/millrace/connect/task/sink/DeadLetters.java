package io.millrace.connect.task.sink;

import io.millrace.client.ClientThread;
import io.millrace.client.LogClient;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.produce.TopicAppender;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.task.flow.StageFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The topic of the records that a sink could not handle. No position past such a record is committed before it is
 * acknowledged there. <i>Any thread;</i> its lock is its own. At most {@link #MAX_OPEN} records are on the way.
 */
final class DeadLetters {
    private static final int MAX_OPEN = 1_000;
    private static final String PREFIX = "__connect.errors.";

    private final TaskSpec spec;
    private final ClientThread client;
    private final String topic;
    private final boolean tells;
    private final AppendConfig config;
    /** Loop-owned: not yet taken by the appender. */
    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();

    private @Nullable Appender appender;
    private boolean ready;
    private int open;
    private @Nullable Throwable failure;

    DeadLetters(TaskSpec spec, ClientThread client, String topic, AppendConfig config) {
        this.spec = spec;
        this.client = client;
        this.topic = topic;
        this.config = config;
        this.tells = Boolean.parseBoolean(spec.connectorConfig()
                .getOrDefault(ConnectorKeys.DLQ_HEADERS, "false")
                .strip());
    }

    /** Makes the topic if it is not there. */
    void start() {
        short copies = Short.parseShort(spec.connectorConfig()
                .getOrDefault(ConnectorKeys.DLQ_REPLICATION, "-1")
                .strip());
        client.run(log -> log.admin()
                .createTopics(List.of(new NewTopic(topic, 1, copies, Map.of())), (outcomes, refused) -> {
                    ApiException each =
                            outcomes == null ? null : outcomes.failures().get(topic);
                    if (outcomes == null) {
                        failed(refused);
                    } else if (each == null || each instanceof TopicExistsException) {
                        opened(log);
                    } else {
                        openIfThere(log, each);
                    }
                }));
    }

    /** Who may not make topics may still write to one. */
    private void openIfThere(LogClient log, ApiException refusal) {
        log.admin().listTopics((found, failed) -> {
            if (found != null && found.stream().anyMatch(each -> each.name().equals(topic))) {
                opened(log);
            } else {
                failed(refusal);
            }
        });
    }

    /** Sends the record there, with what happened. */
    CompletableFuture<Void> report(Raw raw, StageFailure why) throws InterruptedException {
        Letter letter = new Letter(tells ? told(raw, why) : raw, new CompletableFuture<>());
        synchronized (this) {
            while (open >= MAX_OPEN && failure == null) {
                wait();
            }
            open++;
        }
        client.run(log -> {
            waiting.add(letter);
            pump();
        });
        return letter.delivered;
    }

    /** Waits until all that was reported is acknowledged; throws when it cannot be. */
    synchronized void await() throws InterruptedException {
        while (open > 0 && failure == null) {
            wait();
        }
        if (failure != null) {
            throw new ConnectException("records cannot be written to " + topic + ": " + failure.getMessage(), failure);
        }
    }

    void close() {
        client.run(log -> {
            if (appender != null) {
                appender.close();
            }
        });
    }

    private void opened(LogClient log) {
        Appender made = log.appender(config);
        made.onRoom(this::pump);
        appender = made;
        ready = true;
        pump();
    }

    private void pump() {
        Appender to = appender;
        if (!ready || to == null) {
            return;
        }
        for (Letter letter = waiting.peek(); letter != null; letter = waiting.peek()) {
            Raw raw = letter.raw;
            CompletableFuture<Void> delivered = letter.delivered;
            Header[] headers = raw.headers().toArray();
            try {
                if (!to.append(
                        topic,
                        TopicAppender.BY_KEY,
                        raw.timestamp(),
                        raw.key(),
                        raw.value(),
                        headers,
                        (offset, why) -> acknowledged(delivered, why))) {
                    return;
                }
            } catch (RuntimeException e) {
                failed(e);
                return;
            }
            waiting.remove();
        }
    }

    private void acknowledged(CompletableFuture<Void> delivered, @Nullable Throwable why) {
        synchronized (this) {
            open--;
            if (why != null && failure == null) {
                failure = why;
            }
            notifyAll();
        }
        if (why == null) {
            delivered.complete(null);
        } else {
            delivered.completeExceptionally(why);
        }
    }

    private synchronized void failed(@Nullable Throwable why) {
        if (failure == null) {
            failure = why == null ? new ConnectException("no answer") : why;
        }
        notifyAll();
    }

    private Raw told(Raw raw, StageFailure failed) {
        RecordHeaders headers = new RecordHeaders(raw.headers().toArray());
        Throwable why = failed.why();
        put(headers, "topic", raw.partition().topic());
        put(headers, "partition", Integer.toString(raw.partition().partition()));
        put(headers, "offset", Long.toString(raw.offset()));
        put(headers, "connector.name", spec.connector());
        put(headers, "task.id", Integer.toString(spec.task()));
        put(headers, "stage", failed.stage().name());
        put(headers, "class.name", failed.actor());
        put(headers, "exception.class.name", why.getClass().getName());
        String message = why.getMessage();
        put(
                headers,
                "exception.message",
                message == null ? null : spec.secrets().scrub(message));
        put(headers, "exception.stacktrace", spec.secrets().trace(why));
        return new Raw(raw.partition(), raw.offset(), raw.timestamp(), raw.key(), raw.value(), headers);
    }

    private static void put(RecordHeaders headers, String name, @Nullable String text) {
        headers.add(PREFIX + name, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private record Letter(Raw raw, CompletableFuture<Void> delivered) {}
}
