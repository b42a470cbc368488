package io.millrace.connect.storage;

import io.millrace.connect.storage.Journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * States of connectors and tasks and the topics they use, byte for byte as Kafka Connect writes them. Who runs writes its
 * state anew at its start, so only the topics are read back. <i>Any thread</i> writes.
 */
public final class Statuses {
    private static final String CONNECTOR = "status-connector-";
    private static final String TASK = "status-task-";
    private static final String TOPIC = "status-topic-";
    private static final String TOPIC_SEPARATOR = ":connector-";

    private final String topic;
    private final String workerId;
    private final Journal journal;
    private final Map<String, Set<String>> topics = new TreeMap<>();

    Statuses(String topic, String workerId, Journal journal) {
        this.topic = topic;
        this.workerId = workerId;
        this.journal = journal;
    }

    /** Of a connector. */
    public CompletableFuture<Void> connector(
            String name, String state, @Nullable String trace, @Nullable String version) {
        return write(CONNECTOR + name, status(state, trace, version));
    }

    /** Of a task. */
    public CompletableFuture<Void> task(
            String connector, int task, String state, @Nullable String trace, @Nullable String version) {
        return write(TASK + connector + "-" + task, status(state, trace, version));
    }

    /** There is no such connector any more. */
    public CompletableFuture<Void> noConnector(String name) {
        return write(CONNECTOR + name, null);
    }

    /** There is no such task any more. */
    public CompletableFuture<Void> noTask(String connector, int task) {
        return write(TASK + connector + "-" + task, null);
    }

    /** The connector uses the topic. */
    public CompletableFuture<Void> uses(String connector, int task, String used, long nowMs) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("name", used);
        value.put("connector", connector);
        value.put("task", task);
        value.put("discoverTimestamp", nowMs);
        return write(TOPIC + used + TOPIC_SEPARATOR + connector, Map.of("topic", value));
    }

    /** Forgets that the connector used the topic. */
    public CompletableFuture<Void> usesNoMore(String connector, String used) {
        return write(TOPIC + used + TOPIC_SEPARATOR + connector, null);
    }

    /** The topics that each connector used when this was read. */
    public Map<String, Set<String>> topicsRead() {
        return topics;
    }

    void take(String key, byte @Nullable [] value) {
        int separator = key.indexOf(TOPIC_SEPARATOR);
        if (!key.startsWith(TOPIC) || separator < 0) {
            return;
        }
        String used = key.substring(TOPIC.length(), separator);
        Set<String> known =
                topics.computeIfAbsent(key.substring(separator + TOPIC_SEPARATOR.length()), name -> new TreeSet<>());
        if (value == null) {
            known.remove(used);
        } else {
            known.add(used);
        }
    }

    private Map<String, @Nullable Object> status(String state, @Nullable String trace, @Nullable String version) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("state", state);
        value.put("trace", trace);
        value.put("worker_id", workerId);
        value.put("generation", 0);
        value.put("version", version);
        return value;
    }

    private CompletableFuture<Void> write(String key, @Nullable Map<String, ?> value) {
        return journal.append(
                topic,
                List.of(new Entry(key.getBytes(StandardCharsets.UTF_8), value == null ? null : Json.bytes(value))));
    }
}
