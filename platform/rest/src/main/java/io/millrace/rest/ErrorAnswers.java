package io.millrace.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as JSON of {@code error_code} and {@code message}, as Connect and the registry have them. <i>Any thread.</i> */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final long LINGER_MS = 500;
    private static final String MESSAGE = "millrace.error.message";

    private ErrorAnswers() {}

    /** Ends the request with this status and message. */
    public static void fail(RoutingContext context, int status, String message) {
        context.put(MESSAGE, message);
        context.fail(status);
    }

    static void mount(Router router, String answerType) {
        for (int status : new int[] {400, 403, 404, 405, 406, 408, 409, 413, 414, 415, 422, 500, 503}) {
            router.errorHandler(status, context -> answer(context, status, answerType));
        }
    }

    private static void answer(RoutingContext context, int status, String answerType) {
        if (context.response().ended()) {
            return;
        }
        Throwable failure = context.failure();
        if (status == 500 && failure != null) {
            LOG.error(
                    "{} {} failed",
                    context.request().method(),
                    context.request().path(),
                    failure);
        }
        String given = context.get(MESSAGE);
        String message = given != null ? given : usual(context, status, failure);
        HttpServerRequest request = context.request();
        boolean unread = request.version() != HttpVersion.HTTP_2 && Guard.hasBody(request) && !request.isEnded();
        if (unread) {
            context.response().putHeader("Connection", "close");
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", answerType)
                .end(body(status, message));
        if (unread) {
            // Who still sends is given time to see the answer: closing at once would reset it away.
            context.vertx().setTimer(LINGER_MS, timer -> request.connection().close());
        }
    }

    /** The answer's text. */
    public static String body(int code, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error_code", code)
                .put("message", message)
                .toString();
    }

    private static String usual(RoutingContext context, int status, @Nullable Throwable failure) {
        return switch (status) {
            case 404 -> "nothing is at " + context.request().path();
            case 405 ->
                context.request().method() + " is not possible at "
                        + context.request().path();
            case 413 -> "the body is larger than " + Edge.MAX_BODY_BYTES + " bytes";
            case 500 ->
                "internal error: "
                        + (failure == null ? "unknown" : failure.getClass().getSimpleName());
            default -> failure == null || failure.getMessage() == null ? "refused" : failure.getMessage();
        };
    }
}
