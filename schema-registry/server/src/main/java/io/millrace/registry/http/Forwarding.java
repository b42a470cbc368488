package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands a write that belongs to another registry over to it, once: who is handed one does not hand it on. While the lead
 * goes over, a write that nobody has taken yet is tried again until its time is up. <i>Any thread.</i>
 */
final class Forwarding {
    private static final String FORWARDED = "X-Forward";
    private static final String OPEN = "millrace.registry.write";
    /** What the answer goes by. */
    private static final List<String> PASSED_ON =
            List.of("Content-Type", "Accept", "User-Agent", "Confluent-Accept-Unknown-Properties");

    private static final int NO_LEADER = 50004;
    private static final int CONNECT_MS = 5_000;
    private static final long PAUSE_MS = 200;

    private final Registry registry;
    private @Nullable HttpClient client;

    Forwarding(Registry registry) {
        this.registry = registry;
    }

    /** Does the write here, unless another leads. */
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
        Write write = new Write(context, here);
        context.put(OPEN, write);
        write.decide();
    }

    /** Tries a write that was refused for want of the lead once more; false when its time is up. */
    static boolean again(RoutingContext context) {
        Write write = context.get(OPEN);
        return write != null && write.again();
    }

    /** Made when the first write is handed over: a registry alone never needs it. */
    private synchronized HttpClient client(RoutingContext context) {
        HttpClient made = client;
        if (made == null) {
            made = context.vertx().createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MS));
            client = made;
        }
        return made;
    }

    /** One write on its way to whoever leads. Owned by the request's event loop. */
    private final class Write {
        private final RoutingContext context;
        private final Handler<RoutingContext> here;
        private final long beganNanos = System.nanoTime();

        private Write(RoutingContext context, Handler<RoutingContext> here) {
            this.context = context;
            this.here = here;
        }

        void decide() {
            CompletableFuture<@Nullable String> leader = registry.otherLeader();
            if (leader.isDone() && !leader.isCompletedExceptionally()) {
                decide(leader.join());
                return;
            }
            Future.fromCompletionStage(
                            leader.copy().orTimeout(leftMs(), TimeUnit.MILLISECONDS),
                            context.vertx().getOrCreateContext())
                    .onSuccess(this::decide)
                    .onFailure(failure -> Answers.refuse(
                            context, new Refusal(500, 50004, "Leader not known: the registries have not chosen yet.")));
        }

        /** Later, when there is time; nothing of it was written so far. */
        boolean again() {
            if (leftMs() <= PAUSE_MS) {
                return false;
            }
            context.vertx().setTimer(PAUSE_MS, timer -> decide());
            return true;
        }

        private long leftMs() {
            long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            return Math.max(1, registry.config().timeoutMs() - gone);
        }

        private void decide(@Nullable String leader) {
            if (leader == null) {
                here.handle(context);
                return;
            }
            client(context)
                    .request(options(leader))
                    .onSuccess(request -> send(request, leader))
                    .onFailure(failure -> {
                        // It went away, and the group has not told yet who follows.
                        if (!again()) {
                            failed(leader, failure);
                        }
                    });
        }

        private RequestOptions options(String leader) {
            RequestOptions options = new RequestOptions()
                    .setMethod(context.request().method())
                    .setAbsoluteURI(leader + context.request().uri())
                    .setIdleTimeout(leftMs())
                    .putHeader(FORWARDED, "true");
            for (String header : PASSED_ON) {
                String value = context.request().getHeader(header);
                if (value != null) {
                    options.putHeader(header, value);
                }
            }
            return options;
        }

        private void send(HttpClientRequest request, String leader) {
            Buffer body = context.body().buffer();
            (body == null ? request.send() : request.send(body))
                    .compose(response -> response.body()
                            .onSuccess(
                                    answer -> pass(response.statusCode(), response.getHeader("Content-Type"), answer)))
                    .onFailure(failure -> failed(leader, failure));
        }

        private void pass(int status, @Nullable String type, Buffer answer) {
            if (status == 500 && answer.toString().contains("\"error_code\":" + NO_LEADER) && again()) {
                return;
            }
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", type == null ? RegistryRoutes.ANSWER_TYPE : type)
                    .end(answer);
        }

        private void failed(String leader, Throwable failure) {
            Answers.refuse(
                    context,
                    new Refusal(
                            500,
                            50003,
                            "Error while forwarding the request to the leader at " + leader + ": "
                                    + failure.getMessage()));
        }
    }
}
