package io.millrace.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.registry.schema.Refusal;
import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends answers and refusals as JSON of the type that was asked for. <i>Any thread.</i> */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** Answers with what is known at once. */
    static void now(RoutingContext context, Supplier<JsonNode> answer) {
        try {
            send(context, answer.get());
        } catch (Refusal e) {
            refuse(context, e);
        }
    }

    /** Answers when it is done. */
    static <T> void later(RoutingContext context, Supplier<CompletableFuture<T>> work, Function<T, JsonNode> answer) {
        try {
            Future.fromCompletionStage(work.get(), context.vertx().getOrCreateContext())
                    .onSuccess(value -> now(context, () -> answer.apply(value)))
                    .onFailure(failure -> failed(context, failure));
        } catch (Refusal e) {
            refuse(context, e);
        }
    }

    /** Answers with a schema's text alone. */
    static void text(RoutingContext context, CompletableFuture<String> text) {
        Future.fromCompletionStage(text, context.vertx().getOrCreateContext())
                .onSuccess(value -> send(context, Buffer.buffer(value)))
                .onFailure(failure -> failed(context, failure));
    }

    static void send(RoutingContext context, JsonNode answer) {
        send(context, encode(answer));
    }

    static void send(RoutingContext context, Buffer answer) {
        String type = Negotiation.answerType(context.request().getHeader("Accept"));
        if (type == null) {
            notAcceptable(context);
            return;
        }
        if (!context.response().ended() && !context.response().closed()) {
            context.response().putHeader("Content-Type", type).end(answer);
        }
    }

    /** The request takes no type that there is. */
    static void notAcceptable(RoutingContext context) {
        ErrorAnswers.fail(context, 406, "HTTP 406 Not Acceptable");
    }

    static void refuse(RoutingContext context, Refusal refusal) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        String type = Negotiation.answerType(context.request().getHeader("Accept"));
        context.response()
                .setStatusCode(refusal.status())
                .putHeader("Content-Type", type == null ? RegistryRoutes.ANSWER_TYPE : type)
                .end(encode(JsonNodeFactory.instance
                        .objectNode()
                        .put("error_code", refusal.code())
                        .put("message", refusal.getMessage())));
    }

    static void failed(RoutingContext context, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refusal refusal) {
            if (!refusal.isPassing() || !Forwarding.again(context)) {
                refuse(context, refusal);
            }
        } else {
            context.fail(500, cause);
        }
    }

    static Buffer encode(JsonNode node) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
