package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands a write that belongs to another registry over to it, once: who is handed one does not hand it on. */
final class Forwarding {
    private static final String FORWARDED = "X-Forward";
    private static final String AGAIN = "millrace.registry.again";
    private static final int PATIENCE_MS = 20_000;

    private final Registry registry;
    private @Nullable HttpClient client;

    Forwarding(Registry registry) {
        this.registry = registry;
    }

    /** Does the write here, unless another leads; when the lead goes over meanwhile, there after all. */
    void write(RoutingContext context, Handler<RoutingContext> here) {
        if (Negotiation.answerType(context.request().getHeader("Accept")) == null) {
            // Before anything is written, not after.
            Answers.notAcceptable(context);
            return;
        }
        if (context.request().getHeader(FORWARDED) != null) {
            here.handle(context);
            return;
        }
        Runnable again = () -> decide(context, here);
        context.put(AGAIN, again);
        again.run();
    }

    /** Tries a write that was refused for want of the lead once more; whether it does. */
    static boolean again(RoutingContext context) {
        Runnable again = context.remove(AGAIN);
        if (again != null) {
            again.run();
        }
        return again != null;
    }

    private void decide(RoutingContext context, Handler<RoutingContext> here) {
        CompletableFuture<@Nullable String> leader = registry.otherLeader();
        if (leader.isDone() && !leader.isCompletedExceptionally()) {
            decide(context, here, leader.join());
            return;
        }
        Future.fromCompletionStage(
                        leader.copy().orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS),
                        context.vertx().getOrCreateContext())
                .onSuccess(other -> decide(context, here, other))
                .onFailure(failure ->
                        Answers.refuse(context, new Refusal(500, 50004, "Leader not known: " + failure.getMessage())));
    }

    private void decide(RoutingContext context, Handler<RoutingContext> here, @Nullable String leader) {
        if (leader == null) {
            here.handle(context);
        } else {
            forward(context, leader);
        }
    }

    private void forward(RoutingContext context, String leader) {
        RequestOptions options = new RequestOptions()
                .setMethod(context.request().method())
                .setAbsoluteURI(leader + context.request().uri())
                .setConnectTimeout(PATIENCE_MS)
                .setIdleTimeout(PATIENCE_MS)
                .putHeader(FORWARDED, "true");
        for (String header : new String[] {"Content-Type", "Accept"}) {
            String value = context.request().getHeader(header);
            if (value != null) {
                options.putHeader(header, value);
            }
        }
        Buffer body = context.body().buffer();
        client(context)
                .request(options)
                .compose(request -> body == null ? request.send() : request.send(body))
                .compose(response -> response.body().onSuccess(answer -> pass(context, response, answer)))
                .onFailure(failure -> Answers.refuse(
                        context,
                        new Refusal(
                                500,
                                50003,
                                "Error while forwarding the request to the leader at " + leader + ": "
                                        + failure.getMessage())));
    }

    private static void pass(RoutingContext context, HttpClientResponse response, Buffer answer) {
        String type = response.getHeader("Content-Type");
        context.response()
                .setStatusCode(response.statusCode())
                .putHeader("Content-Type", type == null ? RegistryRoutes.ANSWER_TYPE : type)
                .end(answer);
    }

    /** Made when the first write is handed over: a registry alone never needs it. */
    private synchronized HttpClient client(RoutingContext context) {
        HttpClient made = client;
        if (made == null) {
            made = context.vertx().createHttpClient(new HttpClientOptions().setConnectTimeout(PATIENCE_MS));
            client = made;
        }
        return made;
    }
}
