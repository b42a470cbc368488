package io.millrace.connect.http;

import io.millrace.connect.Worker;
import io.millrace.connect.herder.Herder;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.plugin.NoSuchPlugin;
import io.millrace.connect.storage.Json;
import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Connect's REST API over a worker. Handlers hand over and return; nothing blocks the HTTP loop. */
public final class ConnectRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectRoutes.class);
    private static final long PATIENCE_SECONDS = 90;

    private final Herder herder;
    private final ConnectorPaths connectors;
    private final PluginPaths plugins;
    private final Map<String, @Nullable Object> server;

    private ConnectRoutes(Worker worker) {
        herder = worker.herder();
        connectors = new ConnectorPaths(
                herder, worker.config().tracksTopics(), worker.config().resetsTopics());
        plugins = new PluginPaths(herder);
        server = server(worker.clusterId());
    }

    /** Answers every path of the router; it reads bodies and keeps strangers out before it. */
    public static void mount(Router router, Worker worker) {
        ConnectRoutes routes = new ConnectRoutes(worker);
        router.route().last().handler(routes::handle);
    }

    private void handle(RoutingContext context) {
        Context loop = context.vertx().getOrCreateContext();
        CompletableFuture<Reply> reply;
        try {
            reply = answer(Ask.of(context));
        } catch (Refused e) {
            ErrorAnswers.fail(context, e.status(), String.valueOf(e.getMessage()));
            return;
        }
        reply.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> loop.runOnContext(now -> {
                    if (done != null) {
                        send(context, done);
                    } else {
                        fail(context, failure);
                    }
                }));
    }

    private CompletableFuture<Reply> answer(Ask ask) {
        CompletableFuture<Reply> reply = switch (ask.part(0)) {
            case "" -> get(ask, server);
            case "health" -> ask.parts().size() == 1 ? health(ask) : null;
            case "connectors" -> connectors.answer(ask);
            case "connector-plugins" -> plugins.answer(ask);
            default -> null;
        };
        if (reply == null) {
            throw new Refused(Refused.MISSING, "nothing is at /" + String.join("/", ask.parts()));
        }
        return reply;
    }

    private static CompletableFuture<Reply> get(Ask ask, Map<String, @Nullable Object> body) {
        if (!ask.method().equals("GET")) {
            throw ConnectorPaths.notAllowed(ask);
        }
        return CompletableFuture.completedFuture(Reply.ok(body));
    }

    /** The version is that of the interfaces, which is what tools ask for. */
    private static Map<String, @Nullable Object> server(@Nullable String clusterId) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("version", AppInfoParser.getVersion());
        body.put("commit", AppInfoParser.getCommitId());
        body.put("kafka_cluster_id", clusterId);
        return body;
    }

    /** As KIP-1017 has it; a worker whose place another has taken is alive, but of no use. */
    private CompletableFuture<Reply> health(Ask ask) {
        if (!ask.method().equals("GET")) {
            throw ConnectorPaths.notAllowed(ask);
        }
        return herder.gaveWay()
                .thenApply(why -> why.map(
                                reason -> health(503, "unhealthy", "Worker has stopped its connectors: " + reason))
                        .orElseGet(() -> health(
                                200, "healthy", "Worker has completed startup and is ready to handle requests.")));
    }

    private static Reply health(int status, String word, String message) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("status", word);
        body.put("message", message);
        return Reply.of(status, body);
    }

    private static void send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        if (reply.location() != null) {
            response.putHeader("Location", reply.location());
        }
        if (reply.body() == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json").end(Buffer.buffer(Json.bytes(reply.body())));
        }
    }

    private static void fail(RoutingContext context, @Nullable Throwable raw) {
        if (context.response().closed() || context.response().ended()) {
            return;
        }
        Throwable failure = raw instanceof CompletionException && raw.getCause() != null ? raw.getCause() : raw;
        if (failure instanceof Refused refused) {
            ErrorAnswers.fail(context, refused.status(), String.valueOf(refused.getMessage()));
        } else if (failure instanceof NoSuchPlugin unknown) {
            ErrorAnswers.fail(context, Refused.MISSING, String.valueOf(unknown.getMessage()));
        } else if (failure instanceof TimeoutException) {
            ErrorAnswers.fail(context, 500, "Request timed out");
        } else {
            // The class alone: a plug-in's message may hold what its config does.
            String what = failure == null ? "unknown" : failure.getClass().getName();
            LOG.error(
                    "{} {} failed: {}",
                    context.request().method(),
                    context.request().path(),
                    what);
            ErrorAnswers.fail(context, 500, "internal error: " + what);
        }
    }
}
