package io.millrace.connect.http;

import io.millrace.connect.herder.Herder;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.herder.view.ConnectorView;
import io.millrace.connect.herder.view.TaskView;
import io.millrace.connect.storage.TargetState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Everything under {@code /connectors}. <i>Any thread.</i> */
final class ConnectorPaths {
    private final Herder herder;
    private final boolean tracksTopics;
    private final boolean resetsTopics;

    ConnectorPaths(Herder herder, boolean tracksTopics, boolean resetsTopics) {
        this.herder = herder;
        this.tracksTopics = tracksTopics;
        this.resetsTopics = resetsTopics;
    }

    /** Null when there is nothing at that path. */
    @Nullable
    CompletableFuture<Reply> answer(Ask ask) {
        String name = ask.part(1);
        return switch (ask.parts().size()) {
            case 1 -> all(ask);
            case 2 -> one(ask, name);
            case 3 -> part(ask, name, ask.part(2));
            case 4 -> ask.part(2).equals("topics") && ask.part(3).equals("reset") ? reset(ask, name) : null;
            case 5 -> ask.part(2).equals("tasks") ? task(ask, name, ask.part(4)) : null;
            default -> null;
        };
    }

    private CompletableFuture<Reply> all(Ask ask) {
        return switch (ask.method()) {
            case "GET" -> list(ask.all("expand"));
            case "POST" -> create(ask);
            default -> throw notAllowed(ask);
        };
    }

    private CompletableFuture<Reply> one(Ask ask, String name) {
        return switch (ask.method()) {
            case "GET" -> herder.info(name).thenApply(info -> Reply.ok(Views.info(info)));
            case "DELETE" -> herder.delete(name).thenApply(done -> Reply.of(204));
            default -> throw notAllowed(ask);
        };
    }

    private @Nullable CompletableFuture<Reply> part(Ask ask, String name, String part) {
        return switch (part) {
            case "config" -> config(ask, name);
            case "status" -> when(ask, "GET", () -> herder.view(name).thenApply(view -> Reply.ok(Views.status(view))));
            case "tasks" -> when(ask, "GET", () -> herder.info(name).thenApply(info -> Reply.ok(Views.tasks(info))));
            case "restart" -> when(ask, "POST", () -> restart(ask, name));
            case "pause" ->
                when(ask, "PUT", () -> herder.aim(name, TargetState.PAUSED).thenApply(done -> Reply.of(202)));
            case "resume" ->
                when(ask, "PUT", () -> herder.aim(name, TargetState.STARTED).thenApply(done -> Reply.of(202)));
            case "stop" ->
                when(ask, "PUT", () -> herder.aim(name, TargetState.STOPPED).thenApply(done -> Reply.of(204)));
            case "topics" -> when(ask, "GET", () -> topics(name));
            case "offsets" -> offsets(ask, name);
            default -> null;
        };
    }

    private CompletableFuture<Reply> config(Ask ask, String name) {
        return switch (ask.method()) {
            case "GET" -> herder.info(name).thenApply(info -> Reply.ok(info.config()));
            case "PUT" ->
                herder.put(name, Ask.config(ask.object(), "the config"))
                        .thenApply(put -> put.created()
                                ? new Reply(201, Views.info(put.info()), location(name))
                                : Reply.ok(Views.info(put.info())));
            case "PATCH" ->
                herder.patch(name, Ask.changes(ask.object(), "the changes"))
                        .thenApply(info -> Reply.ok(Views.info(info)));
            default -> throw notAllowed(ask);
        };
    }

    private CompletableFuture<Reply> offsets(Ask ask, String name) {
        return switch (ask.method()) {
            case "GET" ->
                herder.offsets(name).thenApply(offsets -> Reply.ok(Map.of("offsets", Views.offsets(offsets))));
            case "PATCH" ->
                herder.alterOffsets(name, OffsetBody.read(ask.object()))
                        .thenApply(message -> Reply.ok(Map.of("message", message)));
            case "DELETE" -> herder.resetOffsets(name).thenApply(message -> Reply.ok(Map.of("message", message)));
            default -> throw notAllowed(ask);
        };
    }

    private @Nullable CompletableFuture<Reply> task(Ask ask, String name, String part) {
        int task = ask.number(3);
        return switch (part) {
            case "status" -> when(ask, "GET", () -> herder.view(name).thenApply(view -> status(view, task)));
            case "restart" ->
                when(ask, "POST", () -> herder.restartTask(name, task).thenApply(done -> Reply.of(204)));
            default -> null;
        };
    }

    private static Reply status(ConnectorView view, int number) {
        for (TaskView task : view.tasks()) {
            if (task.id() == number) {
                return Reply.ok(Views.task(task, view));
            }
        }
        throw new Refused(Refused.MISSING, "No status found for task " + view.name() + "-" + number);
    }

    private CompletableFuture<Reply> list(List<String> expand) {
        if (expand.isEmpty()) {
            return herder.views()
                    .thenApply(views ->
                            Reply.ok(views.stream().map(ConnectorView::name).toList()));
        }
        boolean status = expand.contains("status");
        boolean info = expand.contains("info");
        return herder.views().thenCompose(views -> {
            Map<String, Map<String, Object>> byName = new LinkedHashMap<>();
            CompletableFuture<?> filled = CompletableFuture.completedFuture(null);
            for (ConnectorView view : views) {
                Map<String, Object> one = new LinkedHashMap<>();
                byName.put(view.name(), one);
                if (status) {
                    one.put("status", Views.status(view));
                }
                if (info) {
                    filled = filled.thenCombine(
                            // Deleted since it was listed: then it is not in the list.
                            herder.info(view.name())
                                    .thenAccept(known -> one.put("info", Views.info(known)))
                                    .exceptionally(gone -> null),
                            (before, now) -> null);
                }
            }
            return filled.thenApply(done -> Reply.ok(byName));
        });
    }

    private CompletableFuture<Reply> create(Ask ask) {
        Map<String, @Nullable Object> body = ask.object();
        Map<String, String> config = Ask.config(body.get("config"), "config");
        Object name = body.containsKey("name") ? body.get("name") : config.get("name");
        if (!(name instanceof String text)) {
            throw new Refused(Refused.BAD, "name is missing: send {\"name\": ..., \"config\": {...}}");
        }
        return herder.create(text, config, initial(body.get("initial_state")))
                .thenApply(info -> new Reply(201, Views.info(info), location(text)));
    }

    private static @Nullable TargetState initial(@Nullable Object state) {
        if (state == null) {
            return null;
        }
        return switch (String.valueOf(state)) {
            case "RUNNING" -> TargetState.STARTED;
            case "PAUSED" -> TargetState.PAUSED;
            case "STOPPED" -> TargetState.STOPPED;
            default ->
                throw new Refused(Refused.BAD, "initial_state=" + state + ": expected RUNNING, PAUSED or STOPPED");
        };
    }

    private CompletableFuture<Reply> restart(Ask ask, String name) {
        boolean includeTasks = ask.flag("includeTasks", false);
        boolean onlyFailed = ask.flag("onlyFailed", false);
        return herder.restart(name, includeTasks, onlyFailed)
                .thenApply(view -> includeTasks || onlyFailed ? Reply.of(202, Views.status(view)) : Reply.of(204));
    }

    private CompletableFuture<Reply> topics(String name) {
        if (!tracksTopics) {
            throw new Refused(403, "Topic tracking is disabled.");
        }
        // Kafka Connect asks nobody whether there is such a connector: it has used no topics.
        return herder.topics(name)
                .exceptionally(ConnectorPaths::noneIfMissing)
                .thenApply(topics -> Reply.ok(Map.of(name, Map.of("topics", topics))));
    }

    private static Set<String> noneIfMissing(Throwable failure) {
        Throwable why = failure.getCause() == null ? failure : failure.getCause();
        if (why instanceof Refused refused && refused.status() == Refused.MISSING) {
            return Set.of();
        }
        throw failure instanceof RuntimeException raw ? raw : new CompletionException(failure);
    }

    private CompletableFuture<Reply> reset(Ask ask, String name) {
        if (!ask.method().equals("PUT")) {
            throw notAllowed(ask);
        }
        if (!tracksTopics || !resetsTopics) {
            throw new Refused(403, tracksTopics ? "Topic tracking reset is disabled." : "Topic tracking is disabled.");
        }
        return herder.resetTopics(name).thenApply(done -> Reply.of(202));
    }

    private static CompletableFuture<Reply> when(Ask ask, String method, Work work) {
        if (!ask.method().equals(method)) {
            throw notAllowed(ask);
        }
        return work.run();
    }

    private interface Work {
        CompletableFuture<Reply> run();
    }

    static Refused notAllowed(Ask ask) {
        return new Refused(405, ask.method() + " is not possible at /" + String.join("/", ask.parts()));
    }

    private static String location(String name) {
        return "/connectors/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
