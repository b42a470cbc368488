package io.millrace.platform.pages.ask;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.platform.pages.view.Observed.Connector;
import io.millrace.platform.pages.view.Observed.Task;
import io.millrace.platform.pages.view.OneLine;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Asks a connect worker by its REST interface. Of a config it takes the names of topics only. <i>Any thread.</i> */
public final class WorkerAsk {
    private static final int MAX_CONNECTORS = 200;
    private static final long TOPICS_GOOD_FOR_MS = 5_000;

    private final HttpJson http;
    private final URI worker;
    private final Fresh<String, Set<String>> active = new Fresh<>(TOPICS_GOOD_FOR_MS, MAX_CONNECTORS, this::askTopics);

    /** Asks nothing yet. */
    public WorkerAsk(HttpJson http, URI worker) {
        this.http = http;
        this.worker = worker;
    }

    /** All connectors with their states and topics; the known topics are those that a pattern may choose from. */
    public CompletableFuture<List<Connector>> connectors(Set<String> knownTopics) {
        return http.get(worker, "/connectors?expand=status&expand=info").thenCompose(answer -> {
            Map<String, JsonNode> byName = new LinkedHashMap<>();
            answer.fields().forEachRemaining(entry -> {
                if (byName.size() < MAX_CONNECTORS) {
                    byName.put(entry.getKey(), entry.getValue());
                }
            });
            Map<String, CompletableFuture<Set<String>>> topics = new LinkedHashMap<>();
            byName.keySet().forEach(name -> topics.put(name, active.get(name)));
            return CompletableFuture.allOf(topics.values().toArray(CompletableFuture[]::new))
                    .thenApply(all -> {
                        List<Connector> connectors = new ArrayList<>();
                        topics.forEach((name, written) -> connectors.add(
                                connector(name, byName.getOrDefault(name, answer), written.join(), knownTopics)));
                        return connectors;
                    });
        });
    }

    private CompletableFuture<Set<String>> askTopics(String connector) {
        return http.get(worker, "/connectors/" + HttpJson.segment(connector) + "/topics")
                .handle((answer, failure) -> {
                    Set<String> topics = new TreeSet<>();
                    if (answer != null) {
                        answer.path(connector).path("topics").forEach(topic -> topics.add(topic.asText()));
                    }
                    return topics;
                });
    }

    private static Connector connector(String name, JsonNode node, Set<String> active, Set<String> knownTopics) {
        JsonNode status = node.path("status");
        JsonNode config = node.path("info").path("config");
        boolean sink = "sink".equals(status.path("type").asText(config.has("topics") ? "sink" : "source"));
        Set<String> topics = new LinkedHashSet<>(active);
        String deadLetters = sink ? text(config, "errors.deadletterqueue.topic.name") : null;
        if (sink) {
            topics.addAll(subscribed(config, knownTopics));
        }
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : status.path("tasks")) {
            tasks.add(new Task(
                    task.path("id").asInt(), task.path("state").asText("UNASSIGNED"), OneLine.of(text(task, "trace"))));
        }
        JsonNode itself = status.path("connector");
        return new Connector(
                name,
                sink,
                config.path("connector.class").asText(""),
                itself.path("state").asText("UNASSIGNED"),
                OneLine.of(text(itself, "trace")),
                tasks,
                List.copyOf(topics),
                deadLetters);
    }

    private static Set<String> subscribed(JsonNode config, Set<String> knownTopics) {
        Set<String> topics = new LinkedHashSet<>();
        Arrays.stream(config.path("topics").asText("").split(","))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .forEach(topics::add);
        String regex = text(config, "topics.regex");
        if (regex != null) {
            try {
                Pattern pattern = Pattern.compile(regex);
                knownTopics.stream()
                        .filter(topic -> pattern.matcher(topic).matches())
                        .forEach(topics::add);
            } catch (PatternSyntaxException notOne) {
                return topics;
            }
        }
        return topics;
    }

    private static @Nullable String text(JsonNode node, String field) {
        String text = node.path(field).asText("");
        return text.isEmpty() ? null : text;
    }
}
