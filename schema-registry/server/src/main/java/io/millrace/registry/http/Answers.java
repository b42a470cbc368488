package io.millrace.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Refusal;
import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
        send(context, answer, null);
    }

    /**
     * Answers with these bytes; who reads what he has already is told only that.
     *
     * @param tag of the bytes, or null when it is not known yet
     */
    static void send(RoutingContext context, Buffer answer, @Nullable String tag) {
        String type = Negotiation.answerType(context.request().getHeader("Accept"));
        if (type == null) {
            notAcceptable(context);
            return;
        }
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        if (context.request().method().equals(HttpMethod.GET)) {
            String own = tag == null ? ETags.of(answer) : tag;
            context.response().putHeader(HttpHeaders.ETAG, own);
            String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
            if (known != null && ETags.matches(known, own)) {
                context.response().setStatusCode(304).end();
                return;
            }
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(answer);
    }

    /** The request takes no type that there is. */
    static void notAcceptable(RoutingContext context) {
        ErrorAnswers.fail(context, 406, "HTTP 406 Not Acceptable");
    }

    static void refuse(RoutingContext context, Refusal refusal) {
        refuse(context, refusal, null);
    }

    /** With all that stands against a schema, where that was asked for. */
    static void refuse(RoutingContext context, Refusal refusal, @Nullable ObjectNode explanation) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("error_code", refusal.code())
                .put("message", refusal.getMessage());
        if (explanation != null) {
            body.set("explanation", explanation);
        }
        String type = Negotiation.answerType(context.request().getHeader("Accept"));
        context.response()
                .setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, type == null ? RegistryRoutes.ANSWER_TYPE : type)
                .end(encode(body));
    }

    static void failed(RoutingContext context, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof Refusal refusal) {
            if (!refusal.isPassing() || !Forwarding.again(context)) {
                refuse(context, refusal);
            }
        } else {
            context.fail(500, cause);
        }
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static Buffer encode(JsonNode node) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
